// SPDX-License-Identifier: Apache-2.0
#include "core/tools/calculate_tool.h"

#include "core/tools/calculator.h"
#include "core/tools/tool_text.h"

namespace core {

namespace {

class CalculateTool final : public Tool {
public:
    CalculateTool()
    {
        m_declaration.name = "calculate";
        m_declaration.description =
            "Computes an arithmetic expression: + - * / % ^, parentheses, sqrt abs round floor "
            "ceil min max ln log exp, pi, e.";
        m_declaration.parameters = objectSchema(
            {{"expression", {{"type", "string"}, {"description", "For example (3 + 4) * 2^10."}}}},
            {"expression"});
    }

    [[nodiscard]] const ToolDeclaration& declaration() const override { return m_declaration; }
    [[nodiscard]] ToolEffect effect() const override { return ToolEffect::Pure; }

    Result<ToolOutcome> run(const Json& arguments, const ToolContext& context) override
    {
        const auto expression = TRY(requiredString(arguments, "expression"));
        const auto value = calculate(expression);
        Label label = join(context.callLabel, toolLabel(m_declaration.name));
        if (!value) {
            return refusedOutcome(value.error().message, std::move(label));
        }
        return ToolOutcome{.text = numberText(*value), .label = std::move(label)};
    }

private:
    ToolDeclaration m_declaration;
};

} // namespace

std::unique_ptr<Tool> makeCalculateTool()
{
    return std::make_unique<CalculateTool>();
}

} // namespace core
