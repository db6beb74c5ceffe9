// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/jinja/ast.h"
#include "core/text/jinja/budget.h"

#include <map>
#include <memory>
#include <string>

namespace core::jinja {

/// Names in force at one place of a template. A `for`, a macro and a `with` open a new scope; an
/// `if` does not.
struct Scope {
    std::shared_ptr<Scope> parent;
    std::map<std::string, Value, std::less<>> names;
    [[nodiscard]] const Value* find(std::string_view name) const;
};

/// Renders a parsed template. Thread rule: one render, one thread.
class Interpreter {
public:
    explicit Interpreter(Budget& budget)
        : m_budget(budget)
    {
    }

    /// Appends what the body prints to `out`.
    Result<void> render(const Body& body, const std::shared_ptr<Scope>& scope, std::string& out);

private:
    enum class Flow { Next, Break, Continue };
    using ScopePtr = std::shared_ptr<Scope>;

    // interpreter.cpp
    Result<Flow> run(const Body& body, const ScopePtr& scope, std::string& out);
    Result<Flow> runStatement(const Statement& statement, const ScopePtr& scope, std::string& out);
    Result<Flow> runIf(const Statement& statement, const ScopePtr& scope, std::string& out);
    Result<Flow> runFor(const Statement& statement, const ScopePtr& scope, std::string& out);
    Result<void> runSet(const Statement& statement, const ScopePtr& scope);
    Result<void> runCallBlock(const Statement& statement, const ScopePtr& scope, std::string& out);
    Result<std::string> runToText(const Body& body, const ScopePtr& scope);
    Value makeMacro(const Statement& statement, const ScopePtr& scope);
    Result<Value> callMacro(
        const Statement& macro, const ScopePtr& definedIn, const Arguments& arguments);
    Result<List> loopItems(const Statement& statement, const ScopePtr& scope);
    Result<void> assign(const std::vector<std::string>& targets, Value value, Scope& scope);
    Result<void> append(std::string& out, const std::string& text);

    // evaluate.cpp
    Result<Value> evaluate(const Expression& expression, const ScopePtr& scope);
    Result<Value> evaluateCollection(const Expression& expression, const ScopePtr& scope);
    Result<Value> evaluateUnary(const Expression& expression, const ScopePtr& scope);
    Result<Value> evaluateBinary(const Expression& expression, const ScopePtr& scope);
    Result<Value> evaluateCompare(const Expression& expression, const ScopePtr& scope);
    Result<Value> evaluateSlice(const Expression& expression, const ScopePtr& scope);
    Result<Value> evaluateCall(const Expression& expression, const ScopePtr& scope);
    Result<Value> evaluateFilter(
        const Expression& expression, const ScopePtr& scope, const Value& subject);
    Result<Arguments> evaluateArguments(const Expression& expression, const ScopePtr& scope);

    Budget& m_budget;
};

// operators.cpp
Result<Value> applyBinary(
    std::string_view name, const Value& left, const Value& right, Budget& budget);
Result<bool> applyCompare(std::string_view name, const Value& left, const Value& right);
Result<Value> sliceOf(
    const Value& object, const Value& start, const Value& stop, const Value& step, Budget& budget);
/// Below, equal or above zero; an error for values that have no order.
Result<int> orderOf(const Value& left, const Value& right);

// members.cpp
/// `object.name`: a method first, then an entry. `object[index]`: an entry first.
Result<Value> attributeOf(const Value& object, const std::string& name, Budget& budget);
Result<Value> subscriptOf(const Value& object, const Value& index, Budget& budget);
/// The items a loop or filter goes over: of a list, the keys of a dict, the characters of a text.
Result<List> itemsOf(const Value& value);
/// The code points of a text, each as a text.
std::vector<std::string> charactersOf(std::string_view text);

// filters.cpp, tests.cpp
Result<Value> applyFilter(
    const std::string& name, const Value& subject, const Arguments& arguments, Budget& budget);
Result<bool> applyTest(const std::string& name, const Value& subject, const Arguments& arguments);

// text_functions.cpp: what methods of texts and filters share
std::string stripText(std::string_view text, const Value* characters, bool left, bool right);
Result<std::string> replaceText(
    const std::string& text, const Arguments& arguments, Budget& budget);
std::string upperText(std::string text);
std::string lowerText(std::string text);
std::string capitalizeText(std::string text);
std::string titleText(std::string text);
Result<Value> textMethod(
    const std::string& text, const std::string& name, const Arguments& arguments, Budget& budget);
bool isTextMethod(std::string_view name);

// globals.cpp
/// range, namespace, dict, raise_exception and strftime_now (at `now`, ISO 8601 local time).
void addGlobals(Scope& scope, Budget& budget, const std::string& now);

} // namespace core::jinja
