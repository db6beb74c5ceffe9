// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/schema_meet.h"

#include "core/text/schema/schema_error.h"

#include <algorithm>
#include <unordered_map>

namespace core::schema {

namespace {

using NodeId = Schema::NodeId;

template <class T>
std::optional<T> lesser(const std::optional<T>& a, const std::optional<T>& b)
{
    return a && b ? std::min(*a, *b) : a ? a : b;
}

Result<Schema::NumberShape> meetNumbers(
    const Schema::NumberShape& a, const Schema::NumberShape& b, std::string_view path)
{
    Schema::NumberShape shape = a;
    shape.isInteger = a.isInteger || b.isInteger;
    if (b.minimum && (!a.minimum || *b.minimum >= *a.minimum)) {
        shape.excludesMinimum = b.excludesMinimum || (a.minimum == b.minimum && a.excludesMinimum);
        shape.minimum = b.minimum;
    }
    if (b.maximum && (!a.maximum || *b.maximum <= *a.maximum)) {
        shape.excludesMaximum = b.excludesMaximum || (a.maximum == b.maximum && a.excludesMaximum);
        shape.maximum = b.maximum;
    }
    if (a.multipleOf && b.multipleOf) {
        shape.multipleOf = a.multipleOf->common(*b.multipleOf);
        if (!shape.multipleOf) {
            return schemaError(ErrorCode::LimitReached, path,
                "the common multiple of two \"multipleOf\" is too large");
        }
    } else if (b.multipleOf) {
        shape.multipleOf = b.multipleOf;
    }
    return shape;
}

Result<Schema::StringShape> meetStrings(
    const Schema::StringShape& a, const Schema::StringShape& b, std::string_view path)
{
    Schema::StringShape shape{.lengthMin = std::max(a.lengthMin, b.lengthMin),
        .lengthMax = lesser(a.lengthMax, b.lengthMax),
        .pattern = a.pattern ? a.pattern : b.pattern};
    if (a.pattern && b.pattern) {
        auto both = a.pattern->intersection(*b.pattern);
        if (!both) {
            return schemaError(both.error().code, path, both.error().message);
        }
        shape.pattern = std::make_shared<const Pattern>(std::move(*both));
    }
    return shape;
}

std::optional<NodeId> itemOf(const Schema::ArrayShape& shape, std::size_t index)
{
    return index < shape.prefix.size() ? std::optional(shape.prefix[index]) : shape.rest;
}

Result<Schema::ArrayShape> meetArrays(
    const Schema::ArrayShape& a, const Schema::ArrayShape& b, const MeetNodes& meet)
{
    Schema::ArrayShape shape{
        .itemsMin = std::max(a.itemsMin, b.itemsMin), .itemsMax = lesser(a.itemsMax, b.itemsMax)};
    const std::size_t count = std::max(a.prefix.size(), b.prefix.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto mine = itemOf(a, i);
        const auto theirs = itemOf(b, i);
        if (!mine || !theirs) {
            return shape; // no rest: the array ends here
        }
        shape.prefix.push_back(TRY(meet(*mine, *theirs)));
    }
    if (a.rest && b.rest) {
        shape.rest = TRY(meet(*a.rest, *b.rest));
    }
    return shape;
}

/// The properties that one side names and the other allows; nothing when it forbids a required one.
class ObjectMeet {
public:
    ObjectMeet(const Schema::ObjectShape& a, const Schema::ObjectShape& b, const MeetNodes& meet)
        : m_a(a)
        , m_b(b)
        , m_meet(meet)
    {
    }

    Result<std::optional<Schema::ObjectShape>> shape()
    {
        const auto inA = indexOf(m_a);
        const auto inB = indexOf(m_b);
        for (const Schema::Property& property : m_a.properties) {
            const auto other = inB.find(property.name);
            TRY(add(property, other == inB.end() ? nullptr : &m_b.properties[other->second],
                m_b.additional));
        }
        for (const Schema::Property& property : m_b.properties) {
            if (!inA.contains(property.name)) {
                TRY(add(property, nullptr, m_a.additional));
            }
        }
        if (m_isImpossible) {
            return std::optional<Schema::ObjectShape>{};
        }
        m_shape.additional = std::nullopt;
        if (m_a.additional && m_b.additional) {
            m_shape.additional = TRY(m_meet(*m_a.additional, *m_b.additional));
        }
        m_shape.invitesAdditional = m_a.invitesAdditional && m_b.invitesAdditional;
        return std::optional(std::move(m_shape));
    }

private:
    static std::unordered_map<std::string_view, std::size_t> indexOf(
        const Schema::ObjectShape& shape)
    {
        std::unordered_map<std::string_view, std::size_t> index;
        for (std::size_t i = 0; i < shape.properties.size(); ++i) {
            index.emplace(shape.properties[i].name, i);
        }
        return index;
    }

    Result<void> add(const Schema::Property& property, const Schema::Property* other,
        std::optional<NodeId> additional)
    {
        const auto theirs = other != nullptr ? std::optional(other->value) : additional;
        if (!theirs) {
            m_isImpossible = m_isImpossible || property.isRequired;
            return {};
        }
        m_shape.properties.push_back({.name = property.name,
            .value = TRY(m_meet(property.value, *theirs)),
            .isRequired = property.isRequired || (other != nullptr && other->isRequired)});
        return {};
    }

    const Schema::ObjectShape& m_a;
    const Schema::ObjectShape& m_b;
    const MeetNodes& m_meet;
    Schema::ObjectShape m_shape;
    bool m_isImpossible = false;
};

} // namespace

Result<Schema::Node> meetShapes(const Schema::Node& a, const Schema::Node& b, const MeetNodes& meet)
{
    Schema::Node node{.path = a.path,
        .allowsNull = a.allowsNull && b.allowsNull,
        .allowsTrue = a.allowsTrue && b.allowsTrue,
        .allowsFalse = a.allowsFalse && b.allowsFalse};
    if (a.number && b.number) {
        node.number = TRY(meetNumbers(*a.number, *b.number, a.path));
    }
    if (a.string && b.string) {
        node.string = TRY(meetStrings(*a.string, *b.string, a.path));
    }
    if (a.array && b.array) {
        node.array = TRY(meetArrays(*a.array, *b.array, meet));
    }
    if (a.object && b.object) {
        node.object = TRY(ObjectMeet(*a.object, *b.object, meet).shape());
    }
    return node;
}

} // namespace core::schema
