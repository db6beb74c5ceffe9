// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/schema_disjoint.h"

#include "core/text/schema/schema_check.h"
#include "core/text/schema/schema_error.h"

#include <algorithm>

namespace core::schema {

namespace {

/// Properties of properties that are looked into.
constexpr int depthMax = 4;
/// Pairs of nodes and values that are looked at.
constexpr std::size_t stepsMax = 5'000;

const Schema::Property* find(const Schema::ObjectShape& shape, std::string_view name)
{
    const auto found = std::find_if(shape.properties.begin(), shape.properties.end(),
        [&](const Schema::Property& property) { return property.name == name; });
    return found == shape.properties.end() ? nullptr : &*found;
}

/// True when every number of `low` is under every one of `high`.
bool isBelow(const Schema::NumberShape& low, const Schema::NumberShape& high)
{
    return low.maximum && high.minimum
        && (*low.maximum < *high.minimum
            || (*low.maximum == *high.minimum && (low.excludesMaximum || high.excludesMinimum)));
}

class DisjointCheck {
public:
    explicit DisjointCheck(const Schema& schema)
        : m_schema(schema)
    {
    }

    Result<bool> nodes(Schema::NodeId a, Schema::NodeId b, int depth)
    {
        if (a == b || depth > depthMax || ++m_steps > stepsMax) {
            return false;
        }
        const Schema::Node& first = m_schema.node(a);
        const Schema::Node& second = m_schema.node(b);
        for (const Schema::NodeId alternative : first.alternatives) {
            if (!TRY(nodes(alternative, b, depth))) {
                return false;
            }
        }
        for (const Schema::NodeId alternative : second.alternatives) {
            if (!TRY(nodes(a, alternative, depth))) {
                return false;
            }
        }
        return excludesValues(first, b) && excludesValues(second, a)
            && TRY(shapes(first, second, depth));
    }

private:
    bool excludesValues(const Schema::Node& node, Schema::NodeId other)
    {
        m_steps += node.values.size();
        return m_steps <= stepsMax
            && std::none_of(
                node.values.begin(), node.values.end(), [&](const Schema::Value& value) {
                    const auto allowed = checkAgainst(m_schema, other, value.value);
                    return allowed || allowed.error().code == ErrorCode::LimitReached;
                });
    }

    Result<bool> shapes(const Schema::Node& a, const Schema::Node& b, int depth)
    {
        const bool isShared = (a.allowsNull && b.allowsNull) || (a.allowsTrue && b.allowsTrue)
            || (a.allowsFalse && b.allowsFalse);
        if (isShared) {
            return false;
        }
        if (a.number && b.number && !isBelow(*a.number, *b.number)
            && !isBelow(*b.number, *a.number)) {
            return false;
        }
        if (a.string && b.string && !TRY(strings(*a.string, *b.string))) {
            return false;
        }
        if (a.array && b.array && !TRY(arrays(*a.array, *b.array, depth))) {
            return false;
        }
        return !a.object || !b.object || TRY(objects(*a.object, *b.object, depth));
    }

    static Result<bool> strings(const Schema::StringShape& a, const Schema::StringShape& b)
    {
        if ((a.lengthMax && *a.lengthMax < b.lengthMin)
            || (b.lengthMax && *b.lengthMax < a.lengthMin)) {
            return true;
        }
        return a.pattern && b.pattern && TRY(a.pattern->intersection(*b.pattern)).isEmpty();
    }

    Result<bool> arrays(const Schema::ArrayShape& a, const Schema::ArrayShape& b, int depth)
    {
        if ((a.itemsMax && *a.itemsMax < b.itemsMin) || (b.itemsMax && *b.itemsMax < a.itemsMin)) {
            return true;
        }
        const std::uint64_t shared = std::max(a.itemsMin, b.itemsMin);
        const std::size_t count = std::max(a.prefix.size(), b.prefix.size()) + 1;
        for (std::size_t i = 0; i < std::min<std::uint64_t>(count, shared); ++i) {
            const auto mine = i < a.prefix.size() ? std::optional(a.prefix[i]) : a.rest;
            const auto theirs = i < b.prefix.size() ? std::optional(b.prefix[i]) : b.rest;
            if (!mine || !theirs || TRY(nodes(*mine, *theirs, depth + 1))) {
                return true;
            }
        }
        return false;
    }

    /// A property that one side requires and the other forbids or has otherwise.
    Result<bool> oneSide(const Schema::ObjectShape& a, const Schema::ObjectShape& b, int depth)
    {
        for (const Schema::Property& property : a.properties) {
            if (!property.isRequired) {
                continue;
            }
            const Schema::Property* other = find(b, property.name);
            const auto theirs = other != nullptr ? std::optional(other->value) : b.additional;
            if (!theirs || TRY(nodes(property.value, *theirs, depth + 1))) {
                return true;
            }
        }
        return false;
    }

    Result<bool> objects(const Schema::ObjectShape& a, const Schema::ObjectShape& b, int depth)
    {
        return TRY(oneSide(a, b, depth)) || TRY(oneSide(b, a, depth));
    }

    const Schema& m_schema;
    std::size_t m_steps = 0;
};

} // namespace

Result<std::optional<AlternativePair>> findOverlap(
    const Schema& schema, std::span<const Schema::NodeId> nodes)
{
    DisjointCheck check(schema);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (std::size_t j = i + 1; j < nodes.size(); ++j) {
            if (!TRY(check.nodes(nodes[i], nodes[j], 0))) {
                return std::optional(AlternativePair{i, j});
            }
        }
    }
    return std::optional<AlternativePair>{};
}

} // namespace core::schema
