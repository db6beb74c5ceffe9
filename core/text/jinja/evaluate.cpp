// SPDX-License-Identifier: Apache-2.0
#include "core/text/jinja/interpreter.h"

#include <fmt/format.h>

namespace core::jinja {

namespace {

// Whether lists and dicts nest deeper than `levels`. Deeper ones could overflow the stack when
// they are printed or freed.
bool nestsDeeperThan(const Value& value, int levels)
{
    if (levels < 0) {
        return true;
    }
    if (const List* items = value.list()) {
        for (const Value& item : *items) {
            if (nestsDeeperThan(item, levels - 1)) {
                return true;
            }
        }
    }
    if (const Dict* dict = value.dict()) {
        for (const auto& entry : dict->entries) {
            if (nestsDeeperThan(entry.second, levels - 1)) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

Result<Value> Interpreter::evaluate(const Expression& expression, const ScopePtr& scope)
{
    TRY(m_budget.spend());
    switch (expression.kind) {
    case Expression::Kind::Literal:
        return expression.literal;
    case Expression::Kind::Name: {
        const Value* value = scope->find(expression.text);
        return value != nullptr ? *value : Value::undefined(expression.text);
    }
    case Expression::Kind::ListDisplay:
    case Expression::Kind::Tuple:
    case Expression::Kind::DictDisplay:
        return evaluateCollection(expression, scope);
    case Expression::Kind::Attribute:
        return attributeOf(
            TRY(evaluate(*expression.children[0], scope)), expression.text, m_budget);
    case Expression::Kind::Subscript:
        return subscriptOf(TRY(evaluate(*expression.children[0], scope)),
            TRY(evaluate(*expression.children[1], scope)), m_budget);
    case Expression::Kind::Slice:
        return evaluateSlice(expression, scope);
    case Expression::Kind::Call:
        return evaluateCall(expression, scope);
    case Expression::Kind::Filter:
        return evaluateFilter(expression, scope, TRY(evaluate(*expression.children[0], scope)));
    case Expression::Kind::Test:
        return Value(TRY(applyTest(expression.text, TRY(evaluate(*expression.children[0], scope)),
            TRY(evaluateArguments(expression, scope)))));
    case Expression::Kind::Unary:
        return evaluateUnary(expression, scope);
    case Expression::Kind::Binary:
        return evaluateBinary(expression, scope);
    case Expression::Kind::Compare:
        return evaluateCompare(expression, scope);
    case Expression::Kind::Conditional:
        if (TRY(evaluate(*expression.children[0], scope)).truthy()) {
            return evaluate(*expression.children[1], scope);
        }
        return expression.children[2] ? evaluate(*expression.children[2], scope)
                                      : Value::undefined("if without else");
    }
    return Value();
}

Result<Value> Interpreter::evaluateCollection(const Expression& expression, const ScopePtr& scope)
{
    Value result;
    if (expression.kind == Expression::Kind::DictDisplay) {
        Dict dict;
        for (std::size_t i = 0; i < expression.children.size(); i += 2) {
            Value key = TRY(evaluate(*expression.children[i], scope));
            dict.set(std::move(key), TRY(evaluate(*expression.children[i + 1], scope)));
        }
        result = std::move(dict);
    } else {
        List items;
        for (const ExpressionPtr& child : expression.children) {
            items.push_back(TRY(evaluate(*child, scope)));
        }
        result = std::move(items);
    }
    if (nestsDeeperThan(result, m_budget.limits().valueDepth)) {
        return fail(Error{.code = ErrorCode::LimitReached,
            .message = fmt::format(
                "The template nests lists deeper than {}.", m_budget.limits().valueDepth),
            .detail = "E_TEMPLATE depth"});
    }
    return result;
}

Result<Value> Interpreter::evaluateUnary(const Expression& expression, const ScopePtr& scope)
{
    const Value value = TRY(evaluate(*expression.children[0], scope));
    if (expression.text == "not") {
        return Value(!value.truthy());
    }
    if (!value.isNumber()) {
        return templateError(
            fmt::format("The template has '{}' before a {}.", expression.text, value.typeName()));
    }
    if (expression.text == "+") {
        return value;
    }
    return applyBinary("-", Value(0), value, m_budget);
}

Result<Value> Interpreter::evaluateBinary(const Expression& expression, const ScopePtr& scope)
{
    Value left = TRY(evaluate(*expression.children[0], scope));
    if (expression.text == "or" || expression.text == "and") {
        const bool done = left.truthy() == (expression.text == "or");
        return done ? std::move(left) : evaluate(*expression.children[1], scope);
    }
    return applyBinary(
        expression.text, left, TRY(evaluate(*expression.children[1], scope)), m_budget);
}

Result<Value> Interpreter::evaluateCompare(const Expression& expression, const ScopePtr& scope)
{
    Value left = TRY(evaluate(*expression.children[0], scope));
    for (std::size_t i = 0; i < expression.operators.size(); ++i) {
        Value right = TRY(evaluate(*expression.children[i + 1], scope));
        if (!TRY(applyCompare(expression.operators[i], left, right))) {
            return Value(false);
        }
        left = std::move(right);
    }
    return Value(true);
}

Result<Value> Interpreter::evaluateSlice(const Expression& expression, const ScopePtr& scope)
{
    std::vector<Value> parts;
    for (const ExpressionPtr& child : expression.children) {
        parts.push_back(child ? TRY(evaluate(*child, scope)) : Value::none());
    }
    return sliceOf(parts[0], parts[1], parts[2], parts[3], m_budget);
}

Result<Arguments> Interpreter::evaluateArguments(
    const Expression& expression, const ScopePtr& scope)
{
    Arguments arguments;
    for (std::size_t i = 1; i < expression.children.size(); ++i) {
        arguments.positional.push_back(TRY(evaluate(*expression.children[i], scope)));
    }
    for (const auto& [name, value] : expression.named) {
        arguments.named.emplace_back(name, TRY(evaluate(*value, scope)));
    }
    return arguments;
}

Result<Value> Interpreter::evaluateCall(const Expression& expression, const ScopePtr& scope)
{
    const Value callee = TRY(evaluate(*expression.children[0], scope));
    if (callee.function() == nullptr) {
        const Expression& named = *expression.children[0];
        return templateError(fmt::format("The template calls '{}', which is {}.", named.text,
            callee.isUndefined() ? "not defined" : "no function"));
    }
    return (*callee.function())(TRY(evaluateArguments(expression, scope)));
}

Result<Value> Interpreter::evaluateFilter(
    const Expression& expression, const ScopePtr& scope, const Value& subject)
{
    return applyFilter(
        expression.text, subject, TRY(evaluateArguments(expression, scope)), m_budget);
}

} // namespace core::jinja
