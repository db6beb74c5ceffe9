// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/schema.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace core {

/// Reads a schema place by place. A place is a node that is read once, whoever refers to it; what
/// allOf or neighbouring keywords demand together is a node, too, worked out when its parts are
/// known. No step calls another, so that depth is a matter of memory and not of the stack.
/// Used once. Borrows the JSON until read() returns. Thread rule: one owner.
class SchemaReader {
public:
    explicit SchemaReader(const OrderedJson& document)
        : m_document(document)
    {
    }

    /// Errors as Schema::read.
    Result<Schema> read();

private:
    using NodeId = Schema::NodeId;
    enum class Progress { Waiting, Begun, Done };
    /// What is still to be done for a node: read JSON, or meet two nodes.
    struct Task {
        const OrderedJson* json = nullptr;
        NodeId first = 0;
        NodeId second = 0;
        Progress progress = Progress::Waiting;
    };
    /// One oneOf, to be looked at when all is read.
    struct Exclusion {
        std::string path;
        std::vector<NodeId> alternatives;
    };

    Result<NodeId> addNode(std::string path, Task task);
    Result<NodeId> place(const OrderedJson& json, std::string path);
    Result<NodeId> meet(NodeId a, NodeId b);
    Result<NodeId> follow(const OrderedJson& reference, const std::string& path);
    Result<void> resolve(NodeId id);
    Result<bool> step(NodeId id, std::vector<NodeId>& open);
    Result<void> readPlace(NodeId id);
    Result<std::vector<NodeId>> partsOf(const OrderedJson& json, const std::string& path);
    Result<void> addAlternatives(const OrderedJson& json, std::string_view name,
        const std::string& path, std::vector<NodeId>& parts);
    Result<NodeId> readValues(const OrderedJson& json, const std::string& path);
    Result<void> addValue(Schema::Node& node, const OrderedJson& value);
    Result<void> meetNow(NodeId id);
    Result<void> filterValues();
    Result<bool> filterOnce(NodeId id, NodeId filter);
    Result<void> finishAlternatives(NodeId id, std::vector<std::size_t>& heights);
    Result<void> checkAlternatives();
    Result<void> checkExclusions();

    const OrderedJson& m_document;
    Schema m_schema;
    std::vector<Task> m_tasks; ///< one a node
    std::unordered_map<const OrderedJson*, NodeId> m_places;
    std::unordered_map<std::string, NodeId> m_references;
    std::map<std::pair<NodeId, NodeId>, NodeId> m_meets;
    std::vector<std::pair<NodeId, NodeId>> m_filters; ///< values, what they must keep
    std::vector<Exclusion> m_exclusions;
    std::size_t m_values = 0;
    std::size_t m_literalBytes = 0;
};

} // namespace core
