// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/json.h"
#include "core/text/schema/decimal.h"
#include "core/text/schema/pattern.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// A JSON Schema (2020-12), read and made plain: references followed, allOf merged, formats made
/// patterns. What JSON texts it allows can be asked (schema_check.h) or written by a model
/// (inference/grammar).
///
/// Understood: type (also a list), enum, const, anyOf, oneOf (whose alternatives can be shown to
/// exclude one another), allOf, $ref to `#…` with $defs and definitions (recursion too),
/// properties, required, additionalProperties, items, prefixItems, minItems, maxItems, minLength,
/// maxLength, pattern (pattern_parser.h), format (string_format.h), minimum, maximum,
/// exclusiveMinimum, exclusiveMaximum, multipleOf. Without meaning for the form and passed over:
/// $schema, $id, $comment, title, description, default, examples, deprecated, readOnly, writeOnly.
/// Every other keyword is refused by its name, because a schema half kept is not kept.
/// Immutable; any thread.
class Schema {
public:
    using NodeId = std::uint32_t;

    struct NumberShape {
        bool isInteger = false;
        std::optional<schema::Decimal> minimum = {};
        std::optional<schema::Decimal> maximum = {};
        bool excludesMinimum = false;
        bool excludesMaximum = false;
        std::optional<schema::DecimalStep> multipleOf = {};
    };
    struct StringShape {
        std::uint64_t lengthMin = 0; ///< in code points
        std::optional<std::uint64_t> lengthMax = {};
        std::shared_ptr<const schema::Pattern> pattern = {}; ///< shared: immutable
    };
    struct ArrayShape {
        std::vector<NodeId> prefix = {}; ///< of the first items
        std::optional<NodeId> rest = {}; ///< of the others; nothing: there are none
        std::uint64_t itemsMin = 0;
        std::optional<std::uint64_t> itemsMax = {};
    };
    struct Property {
        std::string name;
        NodeId value = 0;
        bool isRequired = false;
    };
    struct ObjectShape {
        std::vector<Property> properties = {}; ///< as they stand in the schema
        std::optional<NodeId> additional = {}; ///< of other properties; nothing: there are none
        /// False when the schema names its properties and says nothing about others: they are
        /// allowed, but who writes has no reason to make some up.
        bool invitesAdditional = true;
    };
    struct Value {
        Json value;
        std::string text; ///< as it is written, members in the schema's order
    };
    /// A place of the schema that describes a value. What it allows is what any of its parts
    /// allows; a place without any part allows nothing.
    struct Node {
        std::string path; ///< such as "#/properties/name"
        bool allowsNull = false;
        bool allowsTrue = false;
        bool allowsFalse = false;
        std::optional<NumberShape> number = {};
        std::optional<StringShape> string = {};
        std::optional<ArrayShape> array = {};
        std::optional<ObjectShape> object = {};
        std::vector<Value> values = {}; ///< of enum and const
        std::vector<NodeId> alternatives = {}; ///< never leads back to this node
    };

    /// Reads a schema's text. InvalidInput with E_JSON for what is no JSON (parseJson) and with
    /// E_SCHEMA for what is no schema; Unsupported with E_SCHEMA for a keyword that is not
    /// understood; LimitReached with E_SCHEMA for one of schema_limits.h. `field` is the place.
    static Result<Schema> parse(std::string_view text);
    static Result<Schema> read(const OrderedJson& schema);

    [[nodiscard]] NodeId root() const { return m_root; }
    [[nodiscard]] const Node& node(NodeId id) const { return m_nodes[id]; }
    [[nodiscard]] std::size_t size() const { return m_nodes.size(); }

private:
    friend class SchemaReader;
    Schema() = default;
    std::vector<Node> m_nodes;
    NodeId m_root = 0;
};

} // namespace core
