// SPDX-License-Identifier: Apache-2.0
#include "sample_workspace.h"

#include <fmt/format.h>

#include <chrono>

namespace {

using core::Json;

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t gib = 1024LL * 1024 * 1024;

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Json list(Json data, bool more = false)
{
    const Json last = data.empty() ? Json() : data.back().value("id", Json());
    return {{"data", std::move(data)}, {"has_more", more}, {"last_id", last}};
}

Json labels(const char* integrity)
{
    return {{"integrity", integrity}, {"confidentiality", "project"}, {"origins", Json::array()}};
}

Json agent()
{
    return {{"id", "agent_1"}, {"name", "Invoice clerk"}, {"version", 14},
        {"instructions",
            "Check invoices against their orders. Hold anything more than 2 % off and say why."},
        {"model", "model_1"}, {"tools", {"memory_save", "memory_search", "read_file"}},
        {"directory", "/srv/trading/inbox"},
        {"sampling", {{"temperature", 0.7}, {"top_k", 40}, {"top_p", 0.95}, {"min_p", 0.05}}},
        {"output_tokens_max", 2048}, {"created_at_us", 1}, {"updated_at_us", 1}};
}

const char* const titles[] = {"Monday's invoices", "Freight lines, Q1", "Accruals, March",
    "Credit notes, Tarn Street and everything that belongs to them", "Oldbarn dispute",
    "February close", "Import of scans", "Duplicate check, Feb", "Larkmoor set-up"};

Json session(int index, bool whole)
{
    const char* status = index == 1 ? "in_progress" : index == 2 ? "requires_action" : "idle";
    Json object{{"id", fmt::format("sess_{}", index)},
        {"agent", {{"id", "agent_1"}, {"name", "Invoice clerk"}, {"version", 14}}},
        {"title", index < 9 ? std::string(titles[index]) : fmt::format("Session {}", index)},
        {"status", status}, {"active_branch", "branch_1"}, {"turns", 3 + index % 7},
        {"usage", {{"computed", 816}, {"cached", 22664}, {"output", 412}}}, {"last_error", nullptr},
        {"created_at_us", now() - 86400 * second},
        {"last_active_at_us", now() - index * 3000 * second}};
    if (index == 6) {
        object["last_error"] = {{"code", "limit_reached"}, {"message", "Page 3 is 61 MB."}};
    }
    if (whole) {
        object["branches"] = {
            {{"id", "branch_1"}, {"name", ""}}, {{"id", "branch_2"}, {"name", "Freight allowed"}}};
    } else {
        object["branch_count"] = index == 0 ? 2 : 1;
    }
    return object;
}

Json item(int position, const char* turn, const char* kind, Json role, const std::string& text)
{
    return {{"id", fmt::format("item_{}", position)}, {"session", "sess_0"}, {"branch", "branch_1"},
        {"position", position}, {"turn", turn}, {"kind", kind}, {"role", std::move(role)},
        {"status", "completed"}, {"call_id", nullptr}, {"name", nullptr}, {"text", text},
        {"labels", labels("workspace")}, {"created_at_us", now() - (3600 - position * 20) * second},
        {"completed_at_us", now() - (3600 - position * 20) * second + 1'423'000}};
}

Json call(int position, const char* kind, const char* callId, const std::string& text)
{
    Json object = item(position, "turn_1", kind, nullptr, text);
    object["call_id"] = callId;
    object["name"] = "read_file";
    return object;
}

Json items()
{
    Json output = call(3, "function_output", "c_1",
        "PM-20817  Pinmoor Paper   PO-4471  4,164.00  4,000.00  +4.1 %\n"
        "GF-3391   Greyfell        PO-4459  1,286.50  1,286.50  twice\n"
        "OB-0932   Oldbarn Tools   PO-4466    918.20    912.00  +0.7 %");
    output["labels"] = labels("untrusted");
    return {
        item(1, "turn_1", "message", "user",
            "Check the nine invoices that came in on Monday against their orders. Hold anything "
            "more than 2 % off, and tell the supplier why."),
        call(2, "function_call", "c_1", R"({"path": "2027-03-08/summary.txt"})"), output,
        item(4, "turn_1", "message", "assistant",
            "Seven match and can be posted. Two are held: Pinmoor Paper added a freight line of "
            "164.00 that PO-4471 does not contain, and Greyfell Freight billed delivery note "
            "DN-7742 a second time.\n\nI have noted both, with the line of the order they differ "
            "from."),
        item(5, "turn_2", "message", "user", "Read the scans of page 3 too."),
        item(6, "turn_3", "message", "user", "Then only the first two pages."),
        item(7, "turn_3", "message", "assistant", "Pages 1 and 2 hold no further differences.")};
}

Json turn(const char* id, const char* status, Json error = nullptr)
{
    return {{"id", id}, {"session", "sess_0"}, {"branch", "branch_1"}, {"status", status},
        {"agent_version", 14}, {"error", std::move(error)},
        {"usage",
            {{"computed", 816}, {"cached", 22664}, {"output", 412}, {"read_us", 400000},
                {"generate_us", 6'754'000}}},
        {"attempts", 1}, {"required_action", nullptr}, {"created_at_us", now() - 3600 * second},
        {"started_at_us", 1}, {"completed_at_us", now() - 3000 * second}};
}

Json record(int index, const char* kind, const char* integrity, const std::string& text)
{
    return {{"id", fmt::format("mem_{}", index)}, {"agent", "agent_1"}, {"kind", kind},
        {"state", "active"}, {"text", text}, {"labels", labels(integrity)},
        {"sources",
            {index % 2 == 0 ? Json{{"kind", "user"}, {"reference", ""}, {"quote", ""}}
                            : Json{{"kind", "item"}, {"reference", "item_4"},
                                {"quote",
                                    "Payment falls due forty-five (45) days after the date "
                                    "of the invoice."},
                                {"item", "item_4"}, {"session", "sess_0"}}}},
        {"created_at_us", now() - index * 86400 * second}};
}

Json records()
{
    return {
        record(1, "semantic", "workspace", "Pinmoor Paper is paid 45 days after the invoice date."),
        record(
            2, "preference", "user", "You want freight lines queried by mail, never by telephone."),
        record(3, "episodic", "tool",
            "Pinmoor corrected a freight line within two days when asked (PM-19902), after a "
            "reminder that named the order, the line, the sum and the rule that the contract of 1 "
            "March 2027 lays down in its clause 4.1 for all orders above 2,500.00."),
        record(4, "procedural", "user",
            "To hold an invoice: set status H, note the reason, tell the supplier."),
        record(5, "semantic", "untrusted", "Larkmoor Catering delivers on Sundays from April.")};
}

Json model(const char* id, const char* name, const char* quantization, std::int64_t parameters,
    std::int64_t bytes, const char* state)
{
    return {{"id", id}, {"name", name},
        {"path", std::string("/srv/models/") + name + "-" + quantization + ".gguf"},
        {"size_bytes", bytes},
        {"fingerprint", "7b1c09aa41c7d05be2f6a9d8c3b4e5f60718293a4b5c6d7e8f90a1b251f3e204"},
        {"present", true}, {"architecture", "llama"}, {"parameters", parameters},
        {"quantization", quantization}, {"context_length", 32768}, {"has_chat_template", true},
        {"imported_at_us", 1}, {"state", state},
        {"device", std::string(state) == "loaded" ? Json("cpu") : Json()},
        {"context_tokens", std::string(state) == "loaded" ? 32768 : 0}};
}

Json models()
{
    Json gone = model("model_3", "quay-1b", "Q8_0", 1'200'000'000, gib * 5 / 4, "unloaded");
    gone["present"] = false;
    return {model("model_1", "harbour-8b", "Q8_0", 8'200'000'000, gib * 81 / 10, "loaded"),
        model("model_2", "stories-260k", "F32", 260'000, 1'100'000, "unloaded"), gone};
}

Json devices()
{
    return {{{"name", "cpu"}, {"title", "CPU"}, {"usable", true},
                {"reason", "16 threads, AVX-512. Used when no GPU is free; the window says so."},
                {"memory_bytes", gib * 31}},
        {{"name", "reference"}, {"title", "Reference"}, {"usable", true},
            {"reason", "Double precision, one thread. For checking, not for work."},
            {"memory_bytes", gib * 31}},
        {{"name", "vulkan"}, {"title", "Vulkan"}, {"usable", false},
            {"reason", "Found no backend for it in this version. Use the CPU."},
            {"memory_bytes", 0}}};
}

void addCommon(FakeClient& client)
{
    client.answer("workspace.status", [](const Json&) -> core::Result<Json> {
        return Json{{"path", "/srv/Meadow Row Trading.holdfast"}, {"running", 1}, {"waiting", 1},
            {"sessions", 1000}, {"agents", 1}, {"last_commit_at_us", now()},
            {"checkpoint_error", nullptr}, {"read_only", false}, {"version", "0.1.0"}};
    });
    client.answer(
        "models.devices", [](const Json&) -> core::Result<Json> { return list(devices()); });
    client.answer("models.estimate", [](const Json& p) -> core::Result<Json> {
        const std::int64_t tokens = p.value("context_tokens", 4096);
        return Json{{"device", "cpu"}, {"weights_bytes", gib * 81 / 10},
            {"kv_bytes", tokens * 144 * 1024}, {"work_bytes", gib / 2},
            {"available_bytes", gib * 24}, {"context_tokens", tokens},
            {"fits", tokens * 144 * 1024 < 15 * gib}};
    });
}

void addAgents(FakeClient& client, int sessions)
{
    client.answer("agents.list",
        [](const Json&) -> core::Result<Json> { return list(Json::array({agent()})); });
    client.answer("agents.get", [](const Json&) -> core::Result<Json> { return agent(); });
    client.answer("sessions.list", [sessions](const Json& p) -> core::Result<Json> {
        const int limit = p.value("limit", 50);
        const std::string after = p.value("after", std::string("sess_-1"));
        const int first = std::stoi(after.substr(5)) + 1;
        const std::string query = p.value("query", std::string());
        Json data = Json::array();
        int index = first;
        for (; index < sessions && static_cast<int>(data.size()) < limit; ++index) {
            Json object = session(index, false);
            if (object["title"].get<std::string>().find(query) != std::string::npos) {
                data.push_back(std::move(object));
            }
        }
        return list(std::move(data), index < sessions);
    });
    client.answer("sessions.get", [](const Json& p) -> core::Result<Json> {
        return session(std::stoi(p.at("session").get<std::string>().substr(5)), true);
    });
    client.answer("sessions.items", [](const Json&) -> core::Result<Json> {
        return Json{{"data", items()}, {"has_more", false}};
    });
    client.answer("turns.list", [](const Json&) -> core::Result<Json> {
        return list({turn("turn_3", "completed"),
            turn("turn_2", "failed",
                {{"code", "limit_reached"},
                    {"message",
                        "Page 3 is 61 MB. A page may be 50 MB. Split the file or raise the "
                        "limit attachment.page_bytes."}}),
            turn("turn_1", "completed")});
    });
}

void addMemoryAndModels(FakeClient& client)
{
    client.answer("memory.blocks.list", [](const Json&) -> core::Result<Json> {
        return Json{{"data",
            {{{"id", "block_1"}, {"agent", "agent_1"}, {"label", "House rules"},
                 {"text", "Hold anything more than 2 % off."}, {"limit_bytes", 800}},
                {{"id", "block_2"}, {"agent", "agent_1"}, {"label", "Suppliers"},
                    {"text", "Pinmoor Paper, Greyfell Freight, Oldbarn Tools"},
                    {"limit_bytes", 600}}}}};
    });
    client.answer("memory.list", [](const Json&) -> core::Result<Json> { return list(records()); });
    client.answer("memory.search", [](const Json&) -> core::Result<Json> {
        Json found = Json::array({records()[0]});
        found[0]["snippet"] =
            "\x02Pinmoor\x03 Paper is \x02paid\x03 45 days after the invoice date.";
        return Json{{"data", std::move(found)}, {"elapsed_us", 14000}};
    });
    client.answer("models.list", [](const Json&) -> core::Result<Json> { return list(models()); });
    client.answer("models.get", [](const Json&) -> core::Result<Json> {
        Json object = models()[0];
        object["facts"] = {{"layers", 36}, {"kv_heads", 8}, {"head_size", 128},
            {"license", "apache-2.0"}, {"supported", true}, {"unsupported_reason", nullptr}};
        return object;
    });
}

} // namespace

std::shared_ptr<FakeClient> makeSampleWorkspace(int sessions)
{
    auto client = std::make_shared<FakeClient>();
    addCommon(*client);
    addAgents(*client, sessions);
    addMemoryAndModels(*client);
    return client;
}

std::shared_ptr<FakeClient> makeEmptyWorkspace()
{
    auto client = std::make_shared<FakeClient>();
    addCommon(*client);
    for (const char* method : {"agents.list", "sessions.list", "models.list"}) {
        client->answer(
            method, [](const Json&) -> core::Result<Json> { return list(Json::array()); });
    }
    return client;
}
