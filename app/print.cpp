// SPDX-License-Identifier: Apache-2.0
#include "app/print.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace app {

namespace {

using core::Json;

/// Characters, which is near enough to the width of a cell for names.
std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(),
        [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string oneLine(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::replace(text.begin(), text.end(), '\t', ' ');
    return text;
}

} // namespace

std::string printable(std::string_view text)
{
    const std::string valid = core::replaceInvalidUtf8(text);
    std::string out;
    out.reserve(valid.size());
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const auto byte = static_cast<unsigned char>(valid[i]);
        const bool isC1 = byte == 0xC2 && i + 1 < valid.size()
            && static_cast<unsigned char>(valid[i + 1]) < 0xA0; // U+0080 to U+009F
        const bool isControl = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
        if (isC1 || isControl) {
            out += "\xEF\xBF\xBD";
            i += isC1 ? 1 : 0;
        } else {
            out += valid[i];
        }
    }
    return out;
}

void printLine(std::string_view line)
{
    const std::string text = printable(line) + "\n";
    std::fwrite(text.data(), 1, text.size(), stdout);
}

void printError(std::string_view line)
{
    const std::string text = "holdfast: " + printable(line) + "\n";
    std::fwrite(text.data(), 1, text.size(), stderr);
}

void printError(const core::Error& error)
{
    printError(error.message);
    std::string place;
    if (!error.detail.empty()) {
        place += " code " + error.detail;
    }
    if (!error.field.empty()) {
        place += " field " + error.field;
    }
    if (error.byteOffset) {
        place += fmt::format(" at byte {}", *error.byteOffset);
    }
    if (!place.empty()) {
        printError(place.substr(1));
    }
}

void printTable(
    const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths;
    for (const std::string& title : header) {
        widths.push_back(widthOf(title));
    }
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], widthOf(row[i]));
        }
    }
    const auto print = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string cell = oneLine(row[i]);
            const bool isLast = i + 1 == row.size();
            line += cell + (isLast ? "" : std::string(widths[i] - widthOf(cell) + 2, ' '));
        }
        printLine(line);
    };
    print(header);
    for (const auto& row : rows) {
        print(row);
    }
}

void printFields(const std::vector<std::pair<std::string, std::string>>& fields)
{
    std::size_t width = 0;
    for (const auto& [name, value] : fields) {
        width = std::max(width, widthOf(name));
    }
    for (const auto& [name, value] : fields) {
        const std::string indent(width + 2, ' ');
        std::string text = value;
        for (std::size_t at = text.find('\n'); at != std::string::npos;
             at = text.find('\n', at + 1 + indent.size()))
        {
            text.insert(at + 1, indent);
        }
        printLine(name + ":" + std::string(width - widthOf(name) + 1, ' ') + text);
    }
}

std::string textOf(const Json& object, std::string_view name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (found == object.end() || found->is_null()) {
        return "-";
    }
    if (found->is_string()) {
        return found->get<std::string>();
    }
    if (found->is_boolean()) {
        return found->get<bool>() ? "yes" : "no";
    }
    if (found->is_array()) {
        std::string all;
        for (const Json& element : *found) {
            all += (all.empty() ? "" : ", ")
                + (element.is_string() ? element.get<std::string>() : core::writeJson(element));
        }
        return all.empty() ? "-" : all;
    }
    return core::writeJson(*found);
}

std::string timeText(std::int64_t atUs)
{
    constexpr std::int64_t usPerSecond = 1'000'000;
    const std::time_t seconds = atUs / usPerSecond;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
        parts.tm_mday, parts.tm_hour, parts.tm_min);
}

std::string timeOf(const Json& object, std::string_view name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_number_integer()
        ? timeText(found->get<std::int64_t>())
        : "-";
}

std::string sizeText(std::int64_t bytes)
{
    constexpr double step = 1024;
    constexpr std::array<const char*, 5> units{"bytes", "KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= step && unit + 1 < units.size()) {
        value /= step;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} bytes", bytes)
                     : fmt::format("{:.1f} {}", value, units[unit]);
}

void printList(const Json& answer, const std::vector<std::string>& header,
    const std::function<std::vector<std::string>(const Json&)>& row)
{
    std::vector<std::vector<std::string>> rows;
    for (const Json& element : answer.value("data", Json::array())) {
        rows.push_back(row(element));
    }
    printTable(header, rows);
    if (answer.value("has_more", false)) {
        const std::string last = textOf(answer, "last_id");
        printError(last == "-" ? "There are more; ask with --limit."
                               : fmt::format("There are more: --after {}", last));
    }
}

} // namespace app
