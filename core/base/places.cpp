// SPDX-License-Identifier: Apache-2.0
#include "core/base/places.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace core {

namespace {

std::filesystem::path home()
{
    const char* variable = std::getenv("HOME");
    if (variable != nullptr && *variable == '/') {
        return variable;
    }
    const passwd* entry = ::getpwuid(::geteuid());
    return entry != nullptr && entry->pw_dir != nullptr ? entry->pw_dir : "/";
}

std::filesystem::path place(const char* variable, const char* belowHome)
{
    const char* value = std::getenv(variable);
    const bool isGiven = value != nullptr && *value == '/';
    return (isGiven ? std::filesystem::path(value) : home() / belowHome) / "holdfast";
}

} // namespace

std::filesystem::path configPlace()
{
    return place("XDG_CONFIG_HOME", ".config");
}

std::filesystem::path dataPlace()
{
    return place("XDG_DATA_HOME", ".local/share");
}

std::filesystem::path cachePlace()
{
    return place("XDG_CACHE_HOME", ".cache");
}

std::filesystem::path statePlace()
{
    return place("XDG_STATE_HOME", ".local/state");
}

} // namespace core
