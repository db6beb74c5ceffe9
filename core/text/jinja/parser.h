// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/jinja/ast.h"
#include "core/text/jinja/token.h"

namespace core::jinja {

/// Reads the tokens of a template. Expressions and statements have one file each.
/// Refused with the offset: what Jinja2 has no meaning for, `include`, `import` and `extends`
/// (nothing is read from elsewhere), nesting deeper than `depthMax`.
class Parser {
public:
    static constexpr int depthMax = 64;

    explicit Parser(std::vector<Token> tokens);
    Result<Body> parse();

private:
    // parser_statements.cpp
    Result<Body> parseBody(std::initializer_list<std::string_view> endings);
    Result<Statement> parseStatement();
    Result<Statement> parseIf();
    Result<Statement> parseFor();
    Result<Statement> parseSet();
    Result<Statement> parseMacro();
    Result<Statement> parseCallBlock();
    Result<Statement> parseFilterBlock();
    Result<Statement> parseWith();
    Result<Statement> parseSimple(Statement::Kind kind);
    Result<std::vector<std::string>> parseTargets();
    Result<std::vector<std::pair<std::string, ExpressionPtr>>> parseParameters();
    Result<void> endBlock();
    Result<Body> parseBlockUntil(std::string_view ending);

    // parser_expressions.cpp
    Result<ExpressionPtr> parseTuple();
    Result<ExpressionPtr> parseExpression();
    Result<ExpressionPtr> parseOr();
    Result<ExpressionPtr> parseAnd();
    Result<ExpressionPtr> parseNot();
    Result<ExpressionPtr> parseCompare();
    Result<ExpressionPtr> parseBinary(int level);
    Result<ExpressionPtr> parseUnary(bool withFilters);
    Result<ExpressionPtr> parsePrimary();
    Result<ExpressionPtr> parseParenthesised();
    Result<ExpressionPtr> parseList();
    Result<ExpressionPtr> parseDict();
    Result<ExpressionPtr> parsePostfix(ExpressionPtr object);
    Result<ExpressionPtr> parseSubscript(ExpressionPtr object);
    Result<ExpressionPtr> parseFilters(ExpressionPtr subject);
    Result<ExpressionPtr> parseTest(ExpressionPtr subject);
    Result<void> parseArguments(Expression& call);

    [[nodiscard]] const Token& current() const { return m_tokens[m_at]; }
    [[nodiscard]] const Token& ahead() const;
    [[nodiscard]] bool isOperator(std::string_view text) const;
    [[nodiscard]] bool isName(std::string_view text) const;
    bool takeOperator(std::string_view text);
    bool takeName(std::string_view text);
    Result<void> expectOperator(std::string_view text);
    Result<std::string> expectName();
    [[nodiscard]] tl::unexpected<Error> refuse(std::string why) const;
    [[nodiscard]] ExpressionPtr make(Expression::Kind kind, std::string text = {}) const;

    /// Counts nesting for as long as it lives.
    class Nesting {
    public:
        explicit Nesting(int& depth)
            : m_depth(depth)
        {
            ++m_depth;
        }
        ~Nesting() { --m_depth; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;

    private:
        int& m_depth;
    };
    [[nodiscard]] Result<void> checkDepth() const;

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace core::jinja
