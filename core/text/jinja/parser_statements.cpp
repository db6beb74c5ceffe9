// SPDX-License-Identifier: Apache-2.0
#include "core/text/jinja/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace core::jinja {

namespace {

constexpr std::array<std::string_view, 4> readsElsewhere{"include", "import", "from", "extends"};

} // namespace

Parser::Parser(std::vector<Token> tokens)
    : m_tokens(std::move(tokens))
{
}

Result<Body> Parser::parse()
{
    return parseBody({});
}

const Token& Parser::ahead() const
{
    return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)];
}

bool Parser::isOperator(std::string_view text) const
{
    return current().kind == Token::Kind::Operator && current().text == text;
}

bool Parser::isName(std::string_view text) const
{
    return current().kind == Token::Kind::Name && current().text == text;
}

bool Parser::takeOperator(std::string_view text)
{
    const bool found = isOperator(text);
    m_at += found ? 1 : 0;
    return found;
}

bool Parser::takeName(std::string_view text)
{
    const bool found = isName(text);
    m_at += found ? 1 : 0;
    return found;
}

Result<void> Parser::expectOperator(std::string_view text)
{
    if (takeOperator(text)) {
        return {};
    }
    return refuse(fmt::format("has '{}' where '{}' is expected.", current().text, text));
}

Result<std::string> Parser::expectName()
{
    if (current().kind != Token::Kind::Name) {
        return refuse(fmt::format("has '{}' where a name is expected.", current().text));
    }
    return m_tokens[m_at++].text;
}

tl::unexpected<Error> Parser::refuse(std::string why) const
{
    return fail(Error{.code = ErrorCode::InvalidInput,
        .message = "The template " + std::move(why),
        .detail = "E_TEMPLATE",
        .byteOffset = current().offset});
}

ExpressionPtr Parser::make(Expression::Kind kind, std::string text) const
{
    auto node = std::make_unique<Expression>();
    node->kind = kind;
    node->text = std::move(text);
    node->offset = current().offset;
    return node;
}

Result<void> Parser::checkDepth() const
{
    if (m_depth > depthMax) {
        return fail(Error{.code = ErrorCode::LimitReached,
            .message = fmt::format(
                "The template nests more than {} levels, which is the most allowed.", depthMax),
            .detail = "E_TEMPLATE depth",
            .byteOffset = current().offset});
    }
    return {};
}

// Reads statements up to a block whose first word is one of `endings`; that word is current then.
Result<Body> Parser::parseBody(std::initializer_list<std::string_view> endings)
{
    const Nesting nesting(m_depth);
    TRY(checkDepth());
    Body body;
    while (current().kind != Token::Kind::End) {
        Statement statement;
        statement.offset = current().offset;
        if (current().kind == Token::Kind::Data) {
            statement.text = current().text;
            ++m_at;
        } else if (current().kind == Token::Kind::VariableBegin) {
            ++m_at;
            statement.kind = Statement::Kind::Output;
            statement.expressions.push_back(TRY(parseTuple()));
            if (current().kind != Token::Kind::VariableEnd) {
                return refuse(fmt::format("has '{}' where the tag should end.", current().text));
            }
            ++m_at;
        } else {
            ++m_at; // BlockBegin
            if (std::find(endings.begin(), endings.end(), current().text) != endings.end()) {
                return body;
            }
            statement = TRY(parseStatement());
        }
        body.push_back(std::move(statement));
    }
    if (endings.size() != 0) {
        return refuse(fmt::format("ends where '{}' is expected.", *(endings.end() - 1)));
    }
    return body;
}

Result<void> Parser::endBlock()
{
    if (current().kind != Token::Kind::BlockEnd) {
        return refuse(fmt::format("has '{}' where the tag should end.", current().text));
    }
    ++m_at;
    return {};
}

Result<Body> Parser::parseBlockUntil(std::string_view ending)
{
    TRY(endBlock());
    Body body = TRY(parseBody({ending}));
    ++m_at;
    TRY(endBlock());
    return body;
}

Result<Statement> Parser::parseStatement()
{
    const std::string word = current().text;
    using Member = Result<Statement> (Parser::*)();
    static constexpr std::array<std::pair<std::string_view, Member>, 7> statements{{
        {"if", &Parser::parseIf},
        {"for", &Parser::parseFor},
        {"set", &Parser::parseSet},
        {"macro", &Parser::parseMacro},
        {"call", &Parser::parseCallBlock},
        {"filter", &Parser::parseFilterBlock},
        {"with", &Parser::parseWith},
    }};
    for (const auto& [name, member] : statements) {
        if (takeName(name)) {
            return (this->*member)();
        }
    }
    if (takeName("break")) {
        return parseSimple(Statement::Kind::Break);
    }
    if (takeName("continue")) {
        return parseSimple(Statement::Kind::Continue);
    }
    if (takeName("generation")) { // marks what a model wrote, for training; changes nothing here
        Statement group{.kind = Statement::Kind::Group};
        group.bodies.push_back(TRY(parseBlockUntil("endgeneration")));
        return group;
    }
    if (std::find(readsElsewhere.begin(), readsElsewhere.end(), word) != readsElsewhere.end()) {
        return refuse(fmt::format(
            "has '{}', which is forbidden: a template reads nothing from elsewhere.", word));
    }
    return refuse(fmt::format("has the statement '{}', which is not known.", word));
}

Result<Statement> Parser::parseSimple(Statement::Kind kind)
{
    TRY(endBlock());
    return Statement{.kind = kind};
}

Result<Statement> Parser::parseIf()
{
    Statement statement{.kind = Statement::Kind::If};
    while (true) {
        statement.expressions.push_back(TRY(parseTuple()));
        TRY(endBlock());
        statement.bodies.push_back(TRY(parseBody({"elif", "else", "endif"})));
        if (takeName("elif")) {
            continue;
        }
        if (takeName("else")) {
            statement.bodies.push_back(TRY(parseBlockUntil("endif")));
            return statement;
        }
        takeName("endif");
        TRY(endBlock());
        return statement;
    }
}

Result<std::vector<std::string>> Parser::parseTargets()
{
    const bool parenthesised = takeOperator("(");
    std::vector<std::string> targets;
    do {
        targets.push_back(TRY(expectName()));
    } while (takeOperator(",") && current().kind == Token::Kind::Name);
    if (parenthesised) {
        TRY(expectOperator(")"));
    }
    return targets;
}

Result<Statement> Parser::parseFor()
{
    Statement statement{.kind = Statement::Kind::For};
    statement.targets = TRY(parseTargets());
    if (!takeName("in")) {
        return refuse(fmt::format("has '{}' where 'in' is expected.", current().text));
    }
    // Not parseExpression: its conditional would swallow the loop's own `if`.
    ExpressionPtr iterable = TRY(parseOr());
    if (isOperator(",")) {
        ExpressionPtr tuple = make(Expression::Kind::Tuple);
        tuple->children.push_back(std::move(iterable));
        while (takeOperator(",")) {
            tuple->children.push_back(TRY(parseOr()));
        }
        iterable = std::move(tuple);
    }
    statement.expressions.push_back(std::move(iterable));
    ExpressionPtr filter;
    if (takeName("if")) {
        filter = TRY(parseExpression());
    }
    statement.expressions.push_back(std::move(filter));
    if (isName("recursive")) {
        return refuse("has a recursive loop, which is not supported.");
    }
    TRY(endBlock());
    statement.bodies.push_back(TRY(parseBody({"else", "endfor"})));
    if (takeName("else")) {
        statement.bodies.push_back(TRY(parseBlockUntil("endfor")));
        return statement;
    }
    takeName("endfor");
    TRY(endBlock());
    return statement;
}

Result<Statement> Parser::parseSet()
{
    Statement statement{.kind = Statement::Kind::Set};
    statement.targets = TRY(parseTargets());
    if (takeOperator(".")) {
        statement.text = TRY(expectName());
    }
    if (takeOperator("=")) {
        statement.expressions.push_back(TRY(parseTuple()));
        TRY(endBlock());
        return statement;
    }
    if (takeOperator("|")) { // {% set x | filter %}…{% endset %}
        ExpressionPtr filter = make(Expression::Kind::Filter);
        filter->text = TRY(expectName());
        filter->children.push_back(nullptr);
        if (isOperator("(")) {
            TRY(parseArguments(*filter));
        }
        statement.expressions.push_back(std::move(filter));
    }
    statement.bodies.push_back(TRY(parseBlockUntil("endset")));
    return statement;
}

Result<std::vector<std::pair<std::string, ExpressionPtr>>> Parser::parseParameters()
{
    std::vector<std::pair<std::string, ExpressionPtr>> parameters;
    TRY(expectOperator("("));
    while (!isOperator(")")) {
        std::string name = TRY(expectName());
        ExpressionPtr fallback;
        if (takeOperator("=")) {
            fallback = TRY(parseExpression());
        }
        parameters.emplace_back(std::move(name), std::move(fallback));
        if (!takeOperator(",")) {
            break;
        }
    }
    TRY(expectOperator(")"));
    return parameters;
}

Result<Statement> Parser::parseMacro()
{
    Statement statement{.kind = Statement::Kind::Macro};
    statement.text = TRY(expectName());
    statement.parameters = TRY(parseParameters());
    statement.bodies.push_back(TRY(parseBlockUntil("endmacro")));
    return statement;
}

Result<Statement> Parser::parseCallBlock()
{
    Statement statement{.kind = Statement::Kind::CallBlock};
    if (isOperator("(")) {
        statement.parameters = TRY(parseParameters());
    }
    statement.expressions.push_back(TRY(parseExpression()));
    if (statement.expressions[0]->kind != Expression::Kind::Call) {
        return refuse("has a call block that calls nothing.");
    }
    statement.bodies.push_back(TRY(parseBlockUntil("endcall")));
    return statement;
}

Result<Statement> Parser::parseFilterBlock()
{
    Statement statement{.kind = Statement::Kind::FilterBlock};
    ExpressionPtr filter = make(Expression::Kind::Filter);
    filter->text = TRY(expectName());
    filter->children.push_back(nullptr);
    if (isOperator("(")) {
        TRY(parseArguments(*filter));
    }
    statement.expressions.push_back(std::move(filter));
    statement.bodies.push_back(TRY(parseBlockUntil("endfilter")));
    return statement;
}

Result<Statement> Parser::parseWith()
{
    Statement statement{.kind = Statement::Kind::With};
    while (current().kind == Token::Kind::Name) {
        statement.targets.push_back(TRY(expectName()));
        TRY(expectOperator("="));
        statement.expressions.push_back(TRY(parseExpression()));
        if (!takeOperator(",")) {
            break;
        }
    }
    statement.bodies.push_back(TRY(parseBlockUntil("endwith")));
    return statement;
}

} // namespace core::jinja
