// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/schema_reader.h"

#include "core/text/schema/schema_check.h"
#include "core/text/schema/schema_disjoint.h"
#include "core/text/schema/schema_error.h"
#include "core/text/schema/schema_keywords.h"
#include "core/text/schema/schema_limits.h"
#include "core/text/schema/schema_meet.h"
#include "core/text/schema/schema_pointer.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace core {

using schema::pathBelow;
using schema::schemaError;
namespace limits = schema::limits;

namespace {

constexpr Schema::NodeId anyNode = 0;

std::size_t levelsOf(std::string_view path)
{
    return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

} // namespace

Result<Schema::NodeId> SchemaReader::addNode(std::string path, Task task)
{
    if (m_tasks.size() >= limits::nodesMax) {
        return schemaError(ErrorCode::LimitReached, path,
            fmt::format("there are more than {} places that describe a value; make it simpler",
                limits::nodesMax));
    }
    if (levelsOf(path) > limits::depthMax) {
        return schemaError(ErrorCode::LimitReached, "#",
            fmt::format("more than {} levels are nested", limits::depthMax));
    }
    m_tasks.push_back(task);
    m_schema.m_nodes.push_back({.path = std::move(path)});
    return static_cast<NodeId>(m_tasks.size() - 1);
}

Result<Schema::NodeId> SchemaReader::place(const OrderedJson& json, std::string path)
{
    if (json.is_boolean() && json.get<bool>()) {
        return anyNode;
    }
    if (const auto known = m_places.find(&json); known != m_places.end()) {
        return known->second;
    }
    if (!json.is_boolean() && !json.is_object()) {
        return schemaError(ErrorCode::InvalidInput, path,
            fmt::format(
                "found {}; a schema is an object, true or false", clipUtf8(writeJson(json), 80)));
    }
    const NodeId id = TRY(addNode(std::move(path), {.json = &json}));
    m_places.emplace(&json, id);
    return id;
}

Result<Schema::NodeId> SchemaReader::meet(NodeId a, NodeId b)
{
    if (a == b || b == anyNode) {
        return a;
    }
    if (a == anyNode) {
        return b;
    }
    if (const auto known = m_meets.find({a, b}); known != m_meets.end()) {
        return known->second;
    }
    const NodeId id = TRY(addNode(m_schema.m_nodes[a].path, {.first = a, .second = b}));
    m_meets.emplace(std::pair{a, b}, id);
    return id;
}

Result<Schema::NodeId> SchemaReader::follow(const OrderedJson& reference, const std::string& path)
{
    const std::string text = reference.is_string() ? reference.get<std::string>() : "";
    if (!text.starts_with('#') || (text.size() > 1 && text[1] != '/')) {
        return schemaError(ErrorCode::Unsupported, path,
            fmt::format("the reference {} is not supported; write \"#/$defs/name\"",
                clipUtf8(writeJson(reference), 80)));
    }
    if (const auto known = m_references.find(text); known != m_references.end()) {
        return known->second;
    }
    const OrderedJson* at = &m_document;
    for (std::size_t begin = 2; begin <= text.size();) {
        const std::size_t end = std::min(text.find('/', begin), text.size());
        const std::string name = schema::pointerName(text.substr(begin, end - begin));
        at = schema::memberOf(*at, name);
        if (at == nullptr) {
            return schemaError(ErrorCode::InvalidInput, path,
                fmt::format("the reference \"{}\" leads nowhere", clipUtf8(text, 80)));
        }
        begin = end + 1;
    }
    const NodeId id = TRY(place(*at, text));
    m_references.emplace(text, id);
    return id;
}

Result<void> SchemaReader::addAlternatives(const OrderedJson& json, std::string_view name,
    const std::string& path, std::vector<NodeId>& parts)
{
    const auto list = json.find(name);
    if (list == json.end()) {
        return {};
    }
    if (!list->is_array() || list->empty()) {
        return schemaError(ErrorCode::InvalidInput, path,
            fmt::format("\"{}\" is no list of at least one schema", name));
    }
    const std::string below = pathBelow(path, name);
    std::vector<NodeId> alternatives;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const NodeId id = TRY(place((*list)[i], pathBelow(below, std::to_string(i))));
        if (name == "oneOf"
            || std::find(alternatives.begin(), alternatives.end(), id) == alternatives.end())
        {
            alternatives.push_back(id);
        }
    }
    if (name == "allOf") {
        parts.insert(parts.end(), alternatives.begin(), alternatives.end());
        return {};
    }
    if (name == "oneOf") {
        m_exclusions.push_back({.path = path, .alternatives = alternatives});
    }
    const NodeId either = TRY(addNode(below, {.progress = Progress::Done}));
    m_schema.m_nodes[either].alternatives = std::move(alternatives);
    parts.push_back(either);
    return {};
}

Result<void> SchemaReader::addValue(Schema::Node& node, const OrderedJson& value)
{
    node.values.push_back({.value = Json(value), .text = writeOrderedJson(value)});
    m_literalBytes += node.values.back().text.size();
    if (++m_values > limits::valuesMax) {
        return schemaError(ErrorCode::LimitReached, node.path,
            fmt::format("there are more than {} values in enum and const", limits::valuesMax));
    }
    return {};
}

Result<Schema::NodeId> SchemaReader::readValues(const OrderedJson& json, const std::string& path)
{
    const NodeId id = TRY(addNode(path, {.progress = Progress::Done}));
    Schema::Node node{.path = path};
    const auto single = json.find("const");
    if (single != json.end()) {
        TRY(addValue(node, *single));
    }
    const auto list = json.find("enum");
    if (list != json.end()) {
        if (!list->is_array() || list->empty()) {
            return schemaError(
                ErrorCode::InvalidInput, path, "\"enum\" is no list of at least one value");
        }
        const std::vector<Schema::Value> constant = std::exchange(node.values, {});
        for (const OrderedJson& value : *list) {
            if (constant.empty() || constant.front().value == Json(value)) {
                TRY(addValue(node, value));
            }
        }
    }
    m_schema.m_nodes[id] = std::move(node);
    return id;
}

Result<std::vector<Schema::NodeId>> SchemaReader::partsOf(
    const OrderedJson& json, const std::string& path)
{
    std::vector<NodeId> parts;
    if (json.contains("enum") || json.contains("const")) {
        parts.push_back(TRY(readValues(json, path)));
    }
    if (schema::hasShapeKeywords(json)) {
        const NodeId id = TRY(addNode(path, {.progress = Progress::Done}));
        auto shape = TRY(schema::readShape(
            json, path,
            [this](const OrderedJson& inner, std::string below) {
                return place(inner, std::move(below));
            },
            anyNode));
        for (const auto& property : shape.object.value_or(Schema::ObjectShape{}).properties) {
            m_literalBytes += property.name.size();
        }
        m_schema.m_nodes[id] = std::move(shape);
        parts.push_back(id);
    }
    if (const auto reference = json.find("$ref"); reference != json.end()) {
        parts.push_back(TRY(follow(*reference, path)));
    }
    for (const std::string_view name : {"allOf", "anyOf", "oneOf"}) {
        TRY(addAlternatives(json, name, path, parts));
    }
    return parts;
}

Result<void> SchemaReader::readPlace(NodeId id)
{
    const OrderedJson& json = *m_tasks[id].json;
    const std::string path = m_schema.m_nodes[id].path;
    m_tasks[id].progress = Progress::Done;
    if (json.is_boolean()) {
        return {}; // false; true is anyNode
    }
    TRY(schema::checkKeywords(json, path));
    NodeId all = anyNode;
    for (const NodeId part : TRY(partsOf(json, path))) {
        all = TRY(meet(all, part));
    }
    m_schema.m_nodes[id].alternatives = {all};
    return {};
}

Result<void> SchemaReader::meetNow(NodeId id)
{
    const auto [first, second] = std::pair(m_tasks[id].first, m_tasks[id].second);
    m_tasks[id].progress = Progress::Done;
    const auto meeting = [this](NodeId a, NodeId b) { return meet(a, b); };
    for (const auto& [either, other] : {std::pair(first, second), std::pair(second, first)}) {
        const std::vector<NodeId> alternatives = m_schema.m_nodes[either].alternatives;
        const bool isValues = !m_schema.m_nodes[either].values.empty();
        if (isValues) {
            m_schema.m_nodes[id].values = m_schema.m_nodes[either].values;
            m_filters.emplace_back(id, other);
            m_filters.emplace_back(id, either);
            return {};
        }
        if (!alternatives.empty()) {
            for (const NodeId alternative : alternatives) {
                const NodeId both =
                    either == first ? TRY(meet(alternative, other)) : TRY(meet(other, alternative));
                m_schema.m_nodes[id].alternatives.push_back(both);
            }
            return {};
        }
    }
    const Schema::Node a = m_schema.m_nodes[first];
    const Schema::Node b = m_schema.m_nodes[second];
    auto node = TRY(schema::meetShapes(a, b, meeting));
    m_schema.m_nodes[id] = std::move(node);
    return {};
}

Result<void> SchemaReader::resolve(NodeId id)
{
    std::vector<NodeId> open{id};
    while (!open.empty()) {
        const NodeId now = open.back();
        Task& task = m_tasks[now];
        if (task.progress == Progress::Done) {
            open.pop_back();
        } else if (task.json != nullptr) {
            TRY(readPlace(now));
        } else if (task.progress == Progress::Begun) {
            TRY(meetNow(now)); // its parts are known by now
        } else {
            task.progress = Progress::Begun;
            open.push_back(task.first);
            open.push_back(task.second);
        }
    }
    return {};
}

Result<bool> SchemaReader::filterOnce(NodeId id, NodeId filter)
{
    std::vector<Schema::Value> kept;
    for (const Schema::Value& value : m_schema.m_nodes[id].values) {
        const auto checked = checkAgainst(m_schema, filter, value.value);
        if (!checked && checked.error().code == ErrorCode::LimitReached) {
            return fail(checked.error());
        }
        if (checked) {
            kept.push_back(value);
        }
    }
    const bool isLess = kept.size() < m_schema.m_nodes[id].values.size();
    m_schema.m_nodes[id].values = std::move(kept);
    return isLess;
}

Result<void> SchemaReader::filterValues()
{
    // What one filter takes away may be what another one was asked about.
    for (bool isLess = true; isLess;) {
        isLess = false;
        for (const auto& [id, filter] : m_filters) {
            isLess = TRY(filterOnce(id, filter)) || isLess;
        }
    }
    return {};
}

Result<void> SchemaReader::finishAlternatives(NodeId id, std::vector<std::size_t>& heights)
{
    for (const NodeId next : m_schema.m_nodes[id].alternatives) {
        heights[id] = std::max(heights[id], heights[next] + 1);
    }
    if (heights[id] > limits::referencesMax) {
        return schemaError(ErrorCode::LimitReached, m_schema.m_nodes[id].path,
            fmt::format("more than {} references and alternatives stand behind one another",
                limits::referencesMax));
    }
    return {};
}

Result<void> SchemaReader::checkAlternatives()
{
    std::vector<Progress> progress(m_tasks.size(), Progress::Waiting);
    std::vector<std::size_t> heights(m_tasks.size(), 0);
    for (NodeId start = 0; start < m_tasks.size(); ++start) {
        std::vector<NodeId> open{start};
        while (!open.empty()) {
            const NodeId now = open.back();
            if (progress[now] != Progress::Waiting) {
                progress[now] = Progress::Done;
                open.pop_back();
                TRY(finishAlternatives(now, heights));
                continue;
            }
            progress[now] = Progress::Begun;
            for (const NodeId next : m_schema.m_nodes[now].alternatives) {
                if (progress[next] == Progress::Begun) {
                    return schemaError(ErrorCode::InvalidInput, m_schema.m_nodes[next].path,
                        "it refers to itself without a value between, so that it describes "
                        "nothing");
                }
                if (progress[next] == Progress::Waiting) {
                    open.push_back(next);
                }
            }
        }
    }
    return {};
}

Result<void> SchemaReader::checkExclusions()
{
    for (const Exclusion& exclusion : m_exclusions) {
        const auto overlap = TRY(schema::findOverlap(m_schema, exclusion.alternatives));
        if (overlap) {
            return schemaError(ErrorCode::Unsupported, exclusion.path,
                fmt::format("the alternatives {} and {} of \"oneOf\" are not shown to exclude one "
                            "another; write \"anyOf\", or give both a required property with "
                            "different constants",
                    overlap->first, overlap->second));
        }
    }
    return {};
}

Result<Schema> SchemaReader::read()
{
    TRY(addNode("#", {.progress = Progress::Done}));
    m_schema.m_nodes[anyNode] = schema::anyValue(anyNode);
    m_schema.m_root = TRY(place(m_document, "#"));
    for (NodeId id = 0; id < m_tasks.size(); ++id) {
        TRY(resolve(id));
        if (m_literalBytes > limits::literalBytesMax) {
            return schemaError(ErrorCode::LimitReached, "#",
                fmt::format("names and values have more than {} bytes", limits::literalBytesMax));
        }
    }
    TRY(checkAlternatives());
    TRY(filterValues());
    TRY(checkExclusions());
    return std::move(m_schema);
}

Result<Schema> Schema::parse(std::string_view text)
{
    const OrderedJson json = TRY(parseOrderedJson(text, {.bytes = limits::textBytesMax}));
    return read(json);
}

Result<Schema> Schema::read(const OrderedJson& schema)
{
    return SchemaReader(schema).read();
}

} // namespace core
