// SPDX-License-Identifier: Apache-2.0
// Expressions, with the precedence of Jinja2: conditional, or, and, not, comparison, + -, ~,
// * / // %, **, unary, postfix, filters and tests.
#include "core/text/jinja/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace core::jinja {

namespace {

constexpr int levelCount = 4;
constexpr std::array<std::array<std::string_view, 4>, levelCount> binaryOperators{{
    {"+", "-", "", ""},
    {"~", "", "", ""},
    {"*", "/", "//", "%"},
    {"**", "", "", ""},
}};

} // namespace

Result<ExpressionPtr> Parser::parseTuple()
{
    ExpressionPtr first = TRY(parseExpression());
    if (!isOperator(",")) {
        return first;
    }
    ExpressionPtr tuple = make(Expression::Kind::Tuple);
    tuple->children.push_back(std::move(first));
    while (takeOperator(",")) {
        const Token::Kind kind = current().kind;
        if (kind == Token::Kind::BlockEnd || kind == Token::Kind::VariableEnd || isOperator(")")) {
            break;
        }
        tuple->children.push_back(TRY(parseExpression()));
    }
    return tuple;
}

Result<ExpressionPtr> Parser::parseExpression()
{
    const Nesting nesting(m_depth);
    TRY(checkDepth());
    ExpressionPtr value = TRY(parseOr());
    while (isName("if")) {
        ExpressionPtr conditional = make(Expression::Kind::Conditional);
        takeName("if");
        ExpressionPtr condition = TRY(parseOr());
        ExpressionPtr otherwise;
        if (takeName("else")) {
            otherwise = TRY(parseExpression());
        }
        conditional->children.push_back(std::move(condition));
        conditional->children.push_back(std::move(value));
        conditional->children.push_back(std::move(otherwise));
        value = std::move(conditional);
    }
    return value;
}

Result<ExpressionPtr> Parser::parseOr()
{
    ExpressionPtr left = TRY(parseAnd());
    while (isName("or")) {
        ExpressionPtr node = make(Expression::Kind::Binary, "or");
        takeName("or");
        node->children.push_back(std::move(left));
        node->children.push_back(TRY(parseAnd()));
        left = std::move(node);
    }
    return left;
}

Result<ExpressionPtr> Parser::parseAnd()
{
    ExpressionPtr left = TRY(parseNot());
    while (isName("and")) {
        ExpressionPtr node = make(Expression::Kind::Binary, "and");
        takeName("and");
        node->children.push_back(std::move(left));
        node->children.push_back(TRY(parseNot()));
        left = std::move(node);
    }
    return left;
}

Result<ExpressionPtr> Parser::parseNot()
{
    if (!isName("not")) {
        return parseCompare();
    }
    const Nesting nesting(m_depth);
    TRY(checkDepth());
    ExpressionPtr node = make(Expression::Kind::Unary, "not");
    takeName("not");
    node->children.push_back(TRY(parseNot()));
    return node;
}

Result<ExpressionPtr> Parser::parseCompare()
{
    static constexpr std::array<std::string_view, 6> operators{"==", "!=", "<=", ">=", "<", ">"};
    ExpressionPtr first = TRY(parseBinary(0));
    ExpressionPtr node = make(Expression::Kind::Compare);
    while (true) {
        const auto found = std::find_if(operators.begin(), operators.end(),
            [&](std::string_view text) { return isOperator(text); });
        std::string name;
        if (found != operators.end()) {
            name = *found;
            takeOperator(name);
        } else if (takeName("in")) {
            name = "in";
        } else if (isName("not") && ahead().kind == Token::Kind::Name && ahead().text == "in") {
            takeName("not");
            takeName("in");
            name = "not in";
        } else {
            break;
        }
        node->operators.push_back(std::move(name));
        node->children.push_back(TRY(parseBinary(0)));
    }
    if (node->operators.empty()) {
        return first;
    }
    node->children.insert(node->children.begin(), std::move(first));
    return node;
}

Result<ExpressionPtr> Parser::parseBinary(int level)
{
    if (level == levelCount) {
        return parseUnary(true);
    }
    ExpressionPtr left = TRY(parseBinary(level + 1));
    while (current().kind == Token::Kind::Operator) {
        const auto& names = binaryOperators[static_cast<std::size_t>(level)];
        if (std::find(names.begin(), names.end(), current().text) == names.end()) {
            break;
        }
        ExpressionPtr node = make(Expression::Kind::Binary, current().text);
        ++m_at;
        node->children.push_back(std::move(left));
        node->children.push_back(TRY(parseBinary(level + 1)));
        left = std::move(node);
    }
    return left;
}

Result<ExpressionPtr> Parser::parseUnary(bool withFilters)
{
    ExpressionPtr node;
    if (isOperator("-") || isOperator("+")) {
        const Nesting nesting(m_depth);
        TRY(checkDepth());
        node = make(Expression::Kind::Unary, current().text);
        ++m_at;
        node->children.push_back(TRY(parseUnary(false)));
    } else {
        node = TRY(parsePrimary());
    }
    node = TRY(parsePostfix(std::move(node)));
    return withFilters ? parseFilters(std::move(node)) : std::move(node);
}

Result<ExpressionPtr> Parser::parsePrimary()
{
    const Token token = current();
    ExpressionPtr node = make(Expression::Kind::Literal);
    switch (token.kind) {
    case Token::Kind::Name:
        ++m_at;
        if (token.text == "true" || token.text == "True" || token.text == "false"
            || token.text == "False") {
            node->literal = Value((token.text[0] | 0x20) == 't');
        } else if (token.text == "none" || token.text == "None") {
            node->literal = Value::none();
        } else {
            node->kind = Expression::Kind::Name;
            node->text = token.text;
        }
        return node;
    case Token::Kind::String: {
        std::string text;
        while (current().kind == Token::Kind::String) { // texts beside each other are one
            text += current().text;
            ++m_at;
        }
        node->literal = Value(std::move(text));
        return node;
    }
    case Token::Kind::Integer: {
        std::int64_t whole = 0;
        const char* end = token.text.data() + token.text.size();
        if (std::from_chars(token.text.data(), end, whole).ec != std::errc()) {
            return refuse(
                fmt::format("has the number {}, which does not fit 64 bits.", token.text));
        }
        ++m_at;
        node->literal = Value(whole);
        return node;
    }
    case Token::Kind::Float: {
        double real = 0;
        std::from_chars(token.text.data(), token.text.data() + token.text.size(), real);
        ++m_at;
        node->literal = Value(real);
        return node;
    }
    default:
        break;
    }
    if (isOperator("(")) {
        return parseParenthesised();
    }
    if (isOperator("[")) {
        return parseList();
    }
    if (isOperator("{")) {
        return parseDict();
    }
    return refuse(fmt::format("has '{}' where a value is expected.", token.text));
}

Result<ExpressionPtr> Parser::parseParenthesised()
{
    TRY(expectOperator("("));
    if (takeOperator(")")) {
        return make(Expression::Kind::Tuple);
    }
    ExpressionPtr value = TRY(parseTuple());
    TRY(expectOperator(")"));
    return value;
}

Result<ExpressionPtr> Parser::parseList()
{
    ExpressionPtr list = make(Expression::Kind::ListDisplay);
    TRY(expectOperator("["));
    while (!isOperator("]")) {
        list->children.push_back(TRY(parseExpression()));
        if (!takeOperator(",")) {
            break;
        }
    }
    TRY(expectOperator("]"));
    return list;
}

Result<ExpressionPtr> Parser::parseDict()
{
    ExpressionPtr dict = make(Expression::Kind::DictDisplay);
    TRY(expectOperator("{"));
    while (!isOperator("}")) {
        dict->children.push_back(TRY(parseExpression()));
        TRY(expectOperator(":"));
        dict->children.push_back(TRY(parseExpression()));
        if (!takeOperator(",")) {
            break;
        }
    }
    TRY(expectOperator("}"));
    return dict;
}

Result<ExpressionPtr> Parser::parsePostfix(ExpressionPtr object)
{
    while (true) {
        if (takeOperator(".")) {
            ExpressionPtr node = make(Expression::Kind::Attribute);
            node->children.push_back(std::move(object));
            if (current().kind == Token::Kind::Integer) {
                node->kind = Expression::Kind::Subscript;
                node->children.push_back(TRY(parsePrimary()));
            } else {
                node->text = TRY(expectName());
            }
            object = std::move(node);
        } else if (isOperator("[")) {
            object = TRY(parseSubscript(std::move(object)));
        } else if (isOperator("(")) {
            ExpressionPtr call = make(Expression::Kind::Call);
            call->children.push_back(std::move(object));
            TRY(parseArguments(*call));
            object = std::move(call);
        } else {
            return object;
        }
    }
}

Result<ExpressionPtr> Parser::parseSubscript(ExpressionPtr object)
{
    ExpressionPtr node = make(Expression::Kind::Subscript);
    node->children.push_back(std::move(object));
    TRY(expectOperator("["));
    for (int part = 0; part < 3; ++part) {
        const bool empty = isOperator(":") || isOperator("]");
        node->children.push_back(empty ? nullptr : TRY(parseExpression()));
        if (!takeOperator(":")) {
            break;
        }
        node->kind = Expression::Kind::Slice;
    }
    if (node->kind == Expression::Kind::Slice) {
        node->children.resize(4);
    } else if (node->children[1] == nullptr) {
        return refuse("has an empty subscript.");
    }
    TRY(expectOperator("]"));
    return node;
}

Result<void> Parser::parseArguments(Expression& call)
{
    TRY(expectOperator("("));
    while (!isOperator(")")) {
        if (current().kind == Token::Kind::Name && ahead().kind == Token::Kind::Operator
            && ahead().text == "=")
        {
            std::string name = TRY(expectName());
            TRY(expectOperator("="));
            call.named.emplace_back(std::move(name), TRY(parseExpression()));
        } else {
            call.children.push_back(TRY(parseExpression()));
        }
        if (!takeOperator(",")) {
            break;
        }
    }
    return expectOperator(")");
}

Result<ExpressionPtr> Parser::parseFilters(ExpressionPtr subject)
{
    while (true) {
        if (takeOperator("|")) {
            ExpressionPtr filter = make(Expression::Kind::Filter);
            filter->text = TRY(expectName());
            filter->children.push_back(std::move(subject));
            if (isOperator("(")) {
                TRY(parseArguments(*filter));
            }
            subject = std::move(filter);
        } else if (takeName("is")) {
            subject = TRY(parseTest(std::move(subject)));
        } else if (isOperator("(")) {
            ExpressionPtr call = make(Expression::Kind::Call);
            call->children.push_back(std::move(subject));
            TRY(parseArguments(*call));
            subject = std::move(call);
        } else {
            return subject;
        }
    }
}

Result<ExpressionPtr> Parser::parseTest(ExpressionPtr subject)
{
    const bool negated = takeName("not");
    ExpressionPtr test = make(Expression::Kind::Test);
    test->text = TRY(expectName());
    test->children.push_back(std::move(subject));
    const Token::Kind kind = current().kind;
    const bool literal =
        kind == Token::Kind::String || kind == Token::Kind::Integer || kind == Token::Kind::Float;
    const bool name = kind == Token::Kind::Name && !isName("else") && !isName("or")
        && !isName("and") && !isName("is") && !isName("if") && !isName("in") && !isName("not");
    if (isOperator("(")) {
        TRY(parseArguments(*test));
    } else if (literal || name || isOperator("[") || isOperator("{")) {
        test->children.push_back(TRY(parsePostfix(TRY(parsePrimary()))));
    }
    if (!negated) {
        return test;
    }
    ExpressionPtr inverse = make(Expression::Kind::Unary, "not");
    inverse->children.push_back(std::move(test));
    return inverse;
}

} // namespace core::jinja
