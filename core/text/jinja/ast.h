// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/jinja/value.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace core::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

/// An expression. What `children` are depends on the kind:
/// ListDisplay, Tuple: the items · DictDisplay: key, value, key, value … · Attribute: object;
/// `text` the name · Subscript: object, index · Slice: object, start, stop, step (null when left
/// out) · Call: callee, arguments … · Filter, Test: subject, arguments …; `text` the name · Unary:
/// operand; `text` "-", "+" or "not" · Binary: both sides; `text` the operator · Compare: first,
/// then one for each of `operators` · Conditional: condition, then, else (null)
struct Expression {
    enum class Kind {
        Literal,
        Name,
        ListDisplay,
        Tuple,
        DictDisplay,
        Attribute,
        Subscript,
        Slice,
        Call,
        Filter,
        Test,
        Unary,
        Binary,
        Compare,
        Conditional
    };
    Kind kind = Kind::Literal;
    std::string text = {};
    Value literal = {};
    std::vector<ExpressionPtr> children = {};
    std::vector<std::pair<std::string, ExpressionPtr>> named = {}; ///< named arguments
    std::vector<std::string> operators = {}; ///< of Compare
    std::size_t offset = 0;
};

struct Statement;
using Body = std::vector<Statement>;

/// A statement. By kind:
/// Text: `text` · Output: expressions[0] · If: expressions[i] guards bodies[i], one body more is
/// the else · For: targets, expressions[0] the iterable, expressions[1] the filter (or null),
/// bodies[0], bodies[1] the else · Set: targets, expressions[0], or bodies[0] when there is none;
/// `text` the attribute of a namespace · Macro: `text` the name, parameters, bodies[0] ·
/// CallBlock: expressions[0] a Call, parameters, bodies[0] · FilterBlock: expressions[0] a Filter
/// without subject, bodies[0] · With: targets with expressions, bodies[0] · Group: bodies[0]
struct Statement {
    enum class Kind {
        Text,
        Output,
        If,
        For,
        Set,
        Macro,
        CallBlock,
        FilterBlock,
        With,
        Group,
        Break,
        Continue
    };
    Kind kind = Kind::Text;
    std::string text = {};
    std::vector<std::string> targets = {};
    std::vector<ExpressionPtr> expressions = {};
    std::vector<std::pair<std::string, ExpressionPtr>> parameters = {}; ///< default may be null
    std::vector<Body> bodies = {};
    std::size_t offset = 0;
};

} // namespace core::jinja
