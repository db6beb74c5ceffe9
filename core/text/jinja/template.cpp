// SPDX-License-Identifier: Apache-2.0
#include "core/text/jinja/template.h"

#include "core/text/jinja/interpreter.h"
#include "core/text/jinja/parser.h"

#include <fmt/format.h>

namespace core::jinja {

struct Template::Parsed {
    Body body;
};

Result<Template> Template::parse(std::string_view source)
{
    if (source.size() > sourceBytesMax) {
        return fail(Error{.code = ErrorCode::LimitReached,
            .message = fmt::format(
                "The template is {} bytes. At most {} are allowed.", source.size(), sourceBytesMax),
            .detail = "E_TEMPLATE size"});
    }
    auto parsed = std::make_shared<Parsed>();
    parsed->body = TRY(Parser(TRY(tokenize(source))).parse());
    Template result;
    result.m_parsed = std::move(parsed);
    return result;
}

Result<std::string> Template::render(const nlohmann::ordered_json& variables,
    const std::string& now, const TemplateLimits& limits) const
{
    Budget budget(limits);
    auto globals = std::make_shared<Scope>();
    addGlobals(*globals, budget, now);
    auto scope = std::make_shared<Scope>(Scope{globals, {}});
    for (const auto& [name, value] : variables.items()) {
        scope->names[name] = Value::fromJson(value);
    }
    std::string out;
    TRY(Interpreter(budget).render(m_parsed->body, scope, out));
    return out;
}

} // namespace core::jinja
