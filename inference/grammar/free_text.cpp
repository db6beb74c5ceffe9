// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/free_text.h"

#include <array>
#include <map>
#include <optional>

namespace inference {

using NodeId = Grammar::NodeId;

namespace {

/// One edge for each stretch of bytes that lead to the same node; those without one lead nowhere.
void layBytes(
    GrammarBuilder& builder, NodeId from, const std::array<std::optional<NodeId>, 256>& to)
{
    for (std::size_t first = 0; first < to.size();) {
        std::size_t last = first;
        while (last + 1 < to.size() && to[last + 1] == to[first]) {
            ++last;
        }
        if (to[first]) {
            builder.bytes(from, static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last),
                *to[first]);
        }
        first = last + 1;
    }
}

/// How much of the mark stands at the end once a byte follows its first `length` ones. The longest
/// such end is looked for directly: marks are short.
std::size_t lengthAfter(std::string_view mark, std::size_t length, char byte)
{
    const std::string text = std::string(mark.substr(0, length)) + byte;
    std::size_t kept = std::min(text.size(), mark.size());
    while (kept > 0 && !text.ends_with(mark.substr(0, kept))) {
        --kept;
    }
    return kept;
}

/// One node for each part of the mark that may stand at the end of the text so far.
void layScan(GrammarBuilder& builder, NodeId from, std::string_view mark,
    std::optional<NodeId> behind, MayEnd mayEnd)
{
    std::vector<NodeId> nodes{from};
    for (std::size_t i = 1; i < mark.size(); ++i) {
        nodes.push_back(builder.addNode());
    }
    for (std::size_t length = 0; length < mark.size(); ++length) {
        std::array<std::optional<NodeId>, 256> to{};
        for (std::size_t byte = 0; byte < to.size(); ++byte) {
            const std::size_t next = lengthAfter(mark, length, static_cast<char>(byte));
            to[byte] = next < mark.size() ? std::optional(nodes[next]) : behind;
        }
        layBytes(builder, nodes[length], to);
        if (mayEnd == MayEnd::Yes) {
            builder.markEnd(nodes[length]);
        }
    }
}

} // namespace

void layUntil(
    GrammarBuilder& builder, NodeId from, std::string_view mark, NodeId behind, MayEnd mayEnd)
{
    layScan(builder, from, mark, behind, mayEnd);
}

void layWithout(GrammarBuilder& builder, NodeId from, std::string_view mark)
{
    layScan(builder, from, mark, std::nullopt, MayEnd::Yes);
}

void layUnlessBegun(GrammarBuilder& builder, NodeId from,
    const std::vector<std::pair<std::string, NodeId>>& beginnings)
{
    const NodeId free = builder.addNode();
    builder.bytes(free, 0, 0xFF, free);
    builder.markEnd(free);
    std::map<std::string, NodeId> nodes{{"", from}}; // by what was read
    for (const auto& [beginning, behind] : beginnings) {
        for (std::size_t length = 1; length < beginning.size(); ++length) {
            const auto [node, isNew] = nodes.try_emplace(beginning.substr(0, length), 0);
            node->second = isNew ? builder.addNode() : node->second;
        }
        nodes[beginning] = behind;
    }
    for (const auto& [text, node] : nodes) {
        bool isBehind = false;
        for (const auto& [beginning, behind] : beginnings) {
            isBehind = isBehind || beginning == text;
        }
        if (isBehind) {
            continue;
        }
        std::array<std::optional<NodeId>, 256> to{};
        for (std::size_t byte = 0; byte < to.size(); ++byte) {
            const auto next = nodes.find(text + static_cast<char>(byte));
            to[byte] = next != nodes.end() ? next->second : free;
        }
        layBytes(builder, node, to);
        builder.markEnd(node);
    }
}

} // namespace inference
