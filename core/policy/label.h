// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/json.h"

#include <set>
#include <string>
#include <string_view>

namespace core {

/// How far a text can be trusted, most trusted first. A person's word is `User`; unlabelled text
/// is `Untrusted`.
enum class Integrity { User, Workspace, Tool, Untrusted };

/// Who may see a text, least secret first.
enum class Confidentiality { Public, Project, Private, Secret };

/// What the runtime knows of a text's trust. Carried by items, memory, inputs and variables from
/// the first migration on; joined by the runtime, never asked of a model.
struct Label {
    Integrity integrity = Integrity::Untrusted;
    Confidentiality confidentiality = Confidentiality::Project;
    std::set<std::string> origins; ///< such as "user", "file:notes.txt", "agent:agent_…"

    bool operator==(const Label&) const = default;
};

/// The label of a text made from both: the least trusted, the most secret, all origins.
Label join(const Label& a, const Label& b);

/// What a person typed here: user/project, origin "user".
Label userLabel();

std::string_view integrityName(Integrity value);
std::string_view confidentialityName(Confidentiality value);
Result<Integrity> parseIntegrity(std::string_view name);
Result<Confidentiality> parseConfidentiality(std::string_view name);

/// `{integrity, confidentiality, origins: []}`
Json labelToJson(const Label& label);
Result<Label> labelFromJson(const Json& object);

} // namespace core
