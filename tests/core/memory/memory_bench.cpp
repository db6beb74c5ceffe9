// SPDX-License-Identifier: Apache-2.0
// How long lists and searches take in a large workspace: `memory_bench [records] [agents]`.
// Words follow Zipf's law over 50,000 words, twelve to a record; half of the records belong to one
// agent. Not a test: prints milliseconds, on the clock and of the processor, since a
// machine that does other work makes the clock a poor judge.
#include "core/agents/agent_store.h"
#include "core/memory/memory_eraser.h"
#include "core/memory/record_store.h"
#include "core/sessions/session_store.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <random>

using namespace core;

namespace {

constexpr int vocabulary = 50000;
constexpr int wordsInRecord = 12;
constexpr int repetitions = 200;
constexpr int batch = 2000;

class Bench {
public:
    Bench(int records, int agents)
        : m_records(w.store(), w.clock(), w.ids())
        , m_agents(w.store(), w.clock(), w.ids())
        , m_sessions(w.store(), w.clock(), w.ids())
    {
        fillAgents(agents);
        fillRecords(records);
    }

    void run()
    {
        measure("agents.list", [&] { valueOf(m_agents.list({})); });
        measure("agents.list, name", [&] {
            AgentQuery query;
            query.text = "agent 77";
            valueOf(m_agents.list(query));
        });
        measure("sessions.list", [&] { valueOf(m_sessions.list({})); });
        measure("memory.list", [&] { valueOf(m_records.list({})); });
        measure("memory.list, agent and kind", [&] {
            RecordQuery query;
            query.agentKey = m_keys.front();
            query.kind = RecordKind::Semantic;
            valueOf(m_records.list(query));
        });
        for (const int words : {1, 3, 8}) {
            measure(fmt::format("search, {} words", words), [&] { search(words, {}); });
            measure(fmt::format("search, {} words, large agent", words),
                [&] { search(words, m_keys.front()); });
            measure(fmt::format("search, {} words, small agent", words),
                [&] { search(words, m_keys.back()); });
        }
        forgetOne();
    }

private:
    template <class F>
    void measure(const std::string& name, F&& run)
    {
        std::vector<double> times;
        std::vector<double> cpuTimes;
        for (int i = 0; i < repetitions; ++i) {
            const std::clock_t before = std::clock();
            times.push_back(milliseconds(run));
            cpuTimes.push_back(
                1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
        }
        fmt::print("{:34} {}   processor {}\n", name, summary(times), summary(cpuTimes));
        std::fflush(stdout);
    }

    static std::string summary(std::vector<double> times)
    {
        std::sort(times.begin(), times.end());
        return fmt::format("median {:6.2f} p95 {:6.2f} max {:6.2f}", times[times.size() / 2],
            times[times.size() * 95 / 100], times.back());
    }

    template <class F>
    static double milliseconds(F&& run)
    {
        const auto begin = std::chrono::steady_clock::now();
        run();
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count();
    }

    std::string word()
    {
        const double uniform = std::uniform_real_distribution<double>(0, 1)(m_random);
        return fmt::format("w{}", static_cast<int>(std::pow(vocabulary, uniform)));
    }

    std::string text(int words)
    {
        std::string made = word();
        for (int i = 1; i < words; ++i) {
            made += ' ' + word();
        }
        return made;
    }

    void fillAgents(int count)
    {
        for (int i = 0; i < count; ++i) {
            AgentSettings settings;
            settings.name = fmt::format("Agent {}", i);
            const Agent agent = valueOf(m_agents.create(settings));
            m_keys.push_back(agent.key);
            if (i % 10 == 0) {
                valueOf(m_sessions.create(agent.id.text(), settings.name));
            }
        }
    }

    void fillRecords(int count)
    {
        for (int done = 0; done < count; done += batch) {
            valueOf(w.store().write([&](Database& database) -> Result<void> {
                const auto change = TRY(nextChange(database));
                for (int i = 0; i < batch; ++i) {
                    NewRecord record;
                    record.text = text(wordsInRecord);
                    record.trust = userLabel();
                    record.sources = {{.kind = SourceKind::User, .reference = "user"}};
                    const auto owner = i % 2 == 0 ? 0U : m_random() % m_keys.size();
                    m_last = TRY(m_records.add(database, m_keys[owner], change, record)).id;
                }
                return {};
            }));
        }
    }

    void search(int words, const std::optional<std::int64_t>& agentKey)
    {
        RecordSearch request;
        request.text = text(words);
        request.agentKey = agentKey;
        valueOf(m_records.search(request));
    }

    void forgetOne()
    {
        MemoryEraser eraser(w.store(), w.clock());
        fmt::print("forget, index merged               {:9.0f} ms\n",
            milliseconds([&] { valueOf(eraser.forget(m_last)); }));
        const RecordId next = valueOf(m_records.list({})).data.front().id;
        fmt::print("forget another                     {:9.0f} ms\n",
            milliseconds([&] { valueOf(eraser.forget(next)); }));
        fmt::print("file                               {:9} MiB\n",
            std::filesystem::file_size(w.file()) >> 20U);
    }

    WorkspaceFixture w;
    RecordStore m_records;
    AgentStore m_agents;
    SessionStore m_sessions;
    std::mt19937 m_random{2027};
    std::vector<std::int64_t> m_keys;
    RecordId m_last;
};

} // namespace

int main(int argc, char** argv)
{
    const int records = argc > 1 ? std::atoi(argv[1]) : 1000000;
    const int agents = argc > 2 ? std::atoi(argv[2]) : 10000;
    Bench(records, agents).run();
}
