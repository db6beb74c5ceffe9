// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/base/clock.h"
#include "core/model/language_model.h"
#include "core/model/model_provider.h"
#include "core/turns/turn.h"

#include <chrono>
#include <string>

namespace core {

/// Streams are told at most this often, about thirty times a second.
inline constexpr std::chrono::milliseconds progressInterval{33};

/// Turns the progress of a model call into turn.delta and turn.progress events, coalesced, and
/// keeps the text that has come so far.
/// Thread rule: one thread, the one that runs the model call.
class ProgressPublisher {
public:
    ProgressPublisher(EventBus& bus, Clock& clock, const Turn& turn);

    /// While the model is loaded: phase "loading", in the loader's units.
    void loading(const WorkProgress& progress);

    void take(const ModelProgress& progress);

    /// Publishes what is still held back.
    void flush();

    /// All text so far.
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    bool isDue();
    void publishProgress(std::string_view phase, std::int64_t done, std::int64_t total);

    EventBus& m_bus;
    Clock& m_clock;
    std::string m_session;
    std::string m_turn;
    std::string m_text;
    std::size_t m_published = 0; ///< bytes of m_text that were sent
    ModelProgress m_last; ///< without its text
    bool m_held = false; ///< m_last or text was not sent yet
    std::chrono::nanoseconds m_sentAt{-progressInterval};
    std::chrono::nanoseconds m_generatingSince{0};
    std::int64_t m_generatedBefore = 0; ///< tokens there when the clock of the rate began
};

} // namespace core
