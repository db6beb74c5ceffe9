// SPDX-License-Identifier: Apache-2.0
#include "core/text/jinja/interpreter.h"

#include <fmt/format.h>

namespace core::jinja {

namespace {

// What the loop variable of Jinja2 offers.
Value makeLoop(const List& items, std::size_t index)
{
    const auto count = static_cast<std::int64_t>(items.size());
    const auto at = static_cast<std::int64_t>(index);
    Dict loop;
    const auto add = [&](const char* name, Value value) {
        loop.entries.emplace_back(name, std::move(value));
    };
    add("index", at + 1);
    add("index0", at);
    add("revindex", count - at);
    add("revindex0", count - at - 1);
    add("first", index == 0);
    add("last", at + 1 == count);
    add("length", count);
    add("depth", 1);
    add("depth0", 0);
    add("previtem", index > 0 ? items[index - 1] : Value::undefined("loop.previtem"));
    add("nextitem",
        index + 1 < items.size() ? items[index + 1] : Value::undefined("loop.nextitem"));
    add("cycle", Value(Function([index](const Arguments& arguments) -> Result<Value> {
        if (arguments.positional.empty()) {
            return templateError("loop.cycle needs at least one value.");
        }
        return arguments.positional[index % arguments.positional.size()];
    })));
    return loop;
}

} // namespace

const Value* Scope::find(std::string_view name) const
{
    for (const Scope* scope = this; scope != nullptr; scope = scope->parent.get()) {
        if (const auto it = scope->names.find(name); it != scope->names.end()) {
            return &it->second;
        }
    }
    return nullptr;
}

Result<void> Interpreter::render(
    const Body& body, const std::shared_ptr<Scope>& scope, std::string& out)
{
    TRY(run(body, scope, out));
    return {};
}

Result<void> Interpreter::append(std::string& out, const std::string& text)
{
    TRY(m_budget.spend(1 + text.size() / 1024));
    out += text;
    if (out.size() > m_budget.limits().outputBytes) {
        return m_budget.spendText(out.size());
    }
    return {};
}

Result<Interpreter::Flow> Interpreter::run(
    const Body& body, const ScopePtr& scope, std::string& out)
{
    for (const Statement& statement : body) {
        const Flow flow = TRY(runStatement(statement, scope, out));
        if (flow != Flow::Next) {
            return flow;
        }
    }
    return Flow::Next;
}

Result<Interpreter::Flow> Interpreter::runStatement(
    const Statement& statement, const ScopePtr& scope, std::string& out)
{
    TRY(m_budget.spend());
    switch (statement.kind) {
    case Statement::Kind::Text:
        TRY(append(out, statement.text));
        break;
    case Statement::Kind::Output:
        TRY(append(out, toText(TRY(evaluate(*statement.expressions[0], scope)))));
        break;
    case Statement::Kind::If:
        return runIf(statement, scope, out);
    case Statement::Kind::For:
        return runFor(statement, scope, out);
    case Statement::Kind::Set:
        TRY(runSet(statement, scope));
        break;
    case Statement::Kind::Macro:
        scope->names[statement.text] = makeMacro(statement, scope);
        break;
    case Statement::Kind::CallBlock:
        TRY(runCallBlock(statement, scope, out));
        break;
    case Statement::Kind::FilterBlock: {
        const Value text = TRY(runToText(statement.bodies[0], scope));
        TRY(append(out, toText(TRY(evaluateFilter(*statement.expressions[0], scope, text)))));
        break;
    }
    case Statement::Kind::With: {
        auto inner = std::make_shared<Scope>(Scope{scope, {}});
        for (std::size_t i = 0; i < statement.targets.size(); ++i) {
            inner->names[statement.targets[i]] = TRY(evaluate(*statement.expressions[i], scope));
        }
        return run(statement.bodies[0], inner, out);
    }
    case Statement::Kind::Group:
        return run(statement.bodies[0], scope, out);
    case Statement::Kind::Break:
        return Flow::Break;
    case Statement::Kind::Continue:
        return Flow::Continue;
    }
    return Flow::Next;
}

Result<Interpreter::Flow> Interpreter::runIf(
    const Statement& statement, const ScopePtr& scope, std::string& out)
{
    for (std::size_t i = 0; i < statement.expressions.size(); ++i) {
        if (TRY(evaluate(*statement.expressions[i], scope)).truthy()) {
            return run(statement.bodies[i], scope, out);
        }
    }
    const bool hasElse = statement.bodies.size() > statement.expressions.size();
    return hasElse ? run(statement.bodies.back(), scope, out) : Flow::Next;
}

Result<List> Interpreter::loopItems(const Statement& statement, const ScopePtr& scope)
{
    List items = TRY(itemsOf(TRY(evaluate(*statement.expressions[0], scope))));
    TRY(m_budget.spend(items.size()));
    if (statement.expressions[1] == nullptr) {
        return items;
    }
    List kept;
    for (Value& item : items) {
        auto inner = std::make_shared<Scope>(Scope{scope, {}});
        TRY(assign(statement.targets, item, *inner));
        if (TRY(evaluate(*statement.expressions[1], inner)).truthy()) {
            kept.push_back(std::move(item));
        }
    }
    return kept;
}

Result<Interpreter::Flow> Interpreter::runFor(
    const Statement& statement, const ScopePtr& scope, std::string& out)
{
    const List items = TRY(loopItems(statement, scope));
    if (items.empty()) {
        return statement.bodies.size() > 1 ? run(statement.bodies[1], scope, out) : Flow::Next;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        TRY(m_budget.spend());
        auto inner = std::make_shared<Scope>(Scope{scope, {}});
        inner->names["loop"] = makeLoop(items, i);
        TRY(assign(statement.targets, items[i], *inner));
        if (TRY(run(statement.bodies[0], inner, out)) == Flow::Break) {
            break;
        }
    }
    return Flow::Next;
}

Result<void> Interpreter::assign(const std::vector<std::string>& targets, Value value, Scope& scope)
{
    if (targets.size() == 1) {
        scope.names[targets[0]] = std::move(value);
        return {};
    }
    const List parts = TRY(itemsOf(value));
    if (parts.size() != targets.size()) {
        return templateError(fmt::format(
            "The template takes {} values apart into {} names.", parts.size(), targets.size()));
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        scope.names[targets[i]] = parts[i];
    }
    return {};
}

Result<void> Interpreter::runSet(const Statement& statement, const ScopePtr& scope)
{
    Value value;
    if (!statement.bodies.empty()) {
        value = TRY(runToText(statement.bodies[0], scope));
        if (!statement.expressions.empty()) {
            value = TRY(evaluateFilter(*statement.expressions[0], scope, value));
        }
    } else {
        value = TRY(evaluate(*statement.expressions[0], scope));
    }
    if (statement.text.empty()) {
        return assign(statement.targets, std::move(value), *scope);
    }
    const Value* target = scope->find(statement.targets[0]);
    if (target == nullptr || target->nameSpace() == nullptr) {
        return templateError(
            "The template assigns an attribute of something that is no namespace.");
    }
    if (value.nameSpace() != nullptr || value.function() != nullptr) {
        return templateError("The template puts a namespace or a function into a namespace, which "
                             "is not supported.");
    }
    target->nameSpace()->attributes.set(Value(statement.text), std::move(value));
    return {};
}

Result<std::string> Interpreter::runToText(const Body& body, const ScopePtr& scope)
{
    std::string text;
    TRY(run(body, std::make_shared<Scope>(Scope{scope, {}}), text));
    return text;
}

// The macro keeps its scope weakly: a scope holds its macros, and both ways would never be freed.
Value Interpreter::makeMacro(const Statement& statement, const ScopePtr& scope)
{
    return Function([this, &statement, weak = std::weak_ptr<Scope>(scope)](
                        const Arguments& arguments) -> Result<Value> {
        const ScopePtr definedIn = weak.lock();
        if (definedIn == nullptr) {
            return templateError(
                fmt::format("The macro '{}' is called outside its block.", statement.text));
        }
        return callMacro(statement, definedIn, arguments);
    });
}

Result<Value> Interpreter::callMacro(
    const Statement& macro, const ScopePtr& definedIn, const Arguments& arguments)
{
    if (m_budget.callDepth >= m_budget.limits().callDepth) {
        return fail(Error{.code = ErrorCode::LimitReached,
            .message = fmt::format("The template calls more than {} macros inside each other.",
                m_budget.limits().callDepth),
            .detail = "E_TEMPLATE depth"});
    }
    auto scope = std::make_shared<Scope>(Scope{definedIn, {}});
    for (std::size_t i = 0; i < macro.parameters.size(); ++i) {
        const auto& [name, fallback] = macro.parameters[i];
        const Value* given = arguments.find(i, name);
        if (given != nullptr) {
            scope->names[name] = *given;
        } else {
            scope->names[name] =
                fallback ? TRY(evaluate(*fallback, scope)) : Value::undefined(name);
        }
    }
    if (const Value* caller = arguments.find(arguments.positional.size(), "caller")) {
        scope->names["caller"] = *caller;
    }
    ++m_budget.callDepth;
    Result<std::string> text = runToText(macro.bodies[0], scope);
    --m_budget.callDepth;
    return Value(TRY(std::move(text)));
}

Result<void> Interpreter::runCallBlock(
    const Statement& statement, const ScopePtr& scope, std::string& out)
{
    const Expression& call = *statement.expressions[0];
    const Value callee = TRY(evaluate(*call.children[0], scope));
    if (callee.function() == nullptr) {
        return templateError("The template's call block calls something that is no macro.");
    }
    Arguments arguments = TRY(evaluateArguments(call, scope));
    arguments.named.emplace_back("caller", makeMacro(statement, scope));
    return append(out, toText(TRY((*callee.function())(arguments))));
}

} // namespace core::jinja
