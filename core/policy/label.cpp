// SPDX-License-Identifier: Apache-2.0
#include "core/policy/label.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace core {

namespace {

constexpr std::array<std::string_view, 4> integrityNames{"user", "workspace", "tool", "untrusted"};
constexpr std::array<std::string_view, 4> confidentialityNames{
    "public", "project", "private", "secret"};

template <class Enum>
Result<Enum> parseName(
    const std::array<std::string_view, 4>& names, std::string_view kind, std::string_view found)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == found) {
            return static_cast<Enum>(i);
        }
    }
    return fail(ErrorCode::InvalidInput,
        fmt::format("Found {} '{}'. Allowed are: {}.", kind, found, fmt::join(names, ", ")));
}

} // namespace

Label join(const Label& a, const Label& b)
{
    Label joined{.integrity = std::max(a.integrity, b.integrity),
        .confidentiality = std::max(a.confidentiality, b.confidentiality),
        .origins = a.origins};
    joined.origins.insert(b.origins.begin(), b.origins.end());
    return joined;
}

Label userLabel()
{
    return {Integrity::User, Confidentiality::Project, {"user"}};
}

std::string_view integrityName(Integrity value)
{
    return integrityNames.at(static_cast<std::size_t>(value));
}

std::string_view confidentialityName(Confidentiality value)
{
    return confidentialityNames.at(static_cast<std::size_t>(value));
}

Result<Integrity> parseIntegrity(std::string_view name)
{
    return parseName<Integrity>(integrityNames, "integrity", name);
}

Result<Confidentiality> parseConfidentiality(std::string_view name)
{
    return parseName<Confidentiality>(confidentialityNames, "confidentiality", name);
}

Json labelToJson(const Label& label)
{
    return {{"integrity", integrityName(label.integrity)},
        {"confidentiality", confidentialityName(label.confidentiality)},
        {"origins", label.origins}};
}

Result<Label> labelFromJson(const Json& object)
{
    TRY(requireMembersAmong(object, {"integrity", "confidentiality", "origins"}));
    Label label;
    label.integrity = TRY(parseIntegrity(TRY(requiredString(object, "integrity"))));
    label.confidentiality =
        TRY(parseConfidentiality(TRY(requiredString(object, "confidentiality"))));
    const auto origins = object.find("origins");
    if (origins == object.end()) {
        return label;
    }
    const bool texts = origins->is_array()
        && std::all_of(
            origins->begin(), origins->end(), [](const Json& o) { return o.is_string(); });
    if (!texts) {
        return fail(ErrorCode::InvalidInput, "'origins' is not an array of texts.");
    }
    label.origins = origins->get<std::set<std::string>>();
    return label;
}

} // namespace core
