// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"
#include "inference/engine/answer_forms.h"
#include "inference/engine/answer_writer.h"
#include "inference/engine/call_queue.h"
#include "inference/engine/opened_model.h"
#include "inference/engine/prompt_builder.h"
#include "inference/engine/prompt_reader.h"
#include "inference/engine/sequence_pool.h"
#include "inference/state/state_store.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace inference {

/// A loaded model that holds conversations. Keeps the contexts of the sessions that were used
/// lately, so that a turn reads only what is new.
/// Thread rule: any thread; calls wait for one another.
class EngineModel final : public core::LanguageModel {
public:
    /// Whether a model can hold conversations here: Unsupported when its tokenizer is not known or
    /// its chat template cannot be used. To be asked before weights are loaded.
    static core::Result<void> requireConversations(const ModelContents& contents);

    /// `limits` bounds the contexts that are kept; one always is. `state` says where their pages
    /// are kept beyond them. Errors: those of requireConversations.
    static core::Result<std::shared_ptr<EngineModel>> create(OpenedModel opened,
        std::string fingerprint, SequenceLimits limits, StateOptions state = {});

    [[nodiscard]] std::string name() const override;
    [[nodiscard]] std::string fingerprint() const override { return m_fingerprint; }
    [[nodiscard]] std::int64_t contextTokens() const override;
    core::Result<std::int64_t> countTokens(std::string_view text) override;
    core::Result<core::ModelResponse> respond(const core::ModelRequest& request,
        const std::function<void(const core::ModelProgress&)>& progress,
        std::stop_token stop) override;

    /// Forgets computed contexts in memory and what is known of those on disk, whose files are the
    /// caller's to remove. A call that runs goes on; sequences go when it is done.
    void forgetState();
    [[nodiscard]] StateStore::Facts stateFacts() const { return m_state->facts(); }

private:
    EngineModel(OpenedModel opened, std::shared_ptr<const Tokenizer> tokenizer,
        std::unique_ptr<const ChatFormat> format, std::string fingerprint, SequenceLimits limits,
        std::unique_ptr<StateStore> state);

    core::Result<core::ModelResponse> respondAlone(const core::ModelRequest& request,
        const BuiltPrompt& prompt, const ModelProgressSink& progress, const std::stop_token& stop);
    core::Result<std::vector<float>> read(Sequence& sequence, const ClassedTokens& prompt,
        core::ModelUsage& usage, const ModelProgressSink& progress, const std::stop_token& stop);
    core::Result<core::ModelResponse> answer(Sequence& sequence, std::vector<float> logits,
        const core::ModelRequest& request, const BuiltPrompt& prompt, TokenGrammar* form,
        const ModelProgressSink& progress, const std::stop_token& stop);

    OpenedModel m_opened;
    std::shared_ptr<const Tokenizer> m_tokenizer; ///< immutable
    std::unique_ptr<const ChatFormat> m_format;
    std::string m_fingerprint;
    PromptBuilder m_builder;
    AnswerEnds m_ends;
    AnswerForms m_forms; ///< of whoever holds a slot of m_queue
    CallQueue m_queue;
    std::unique_ptr<StateStore> m_state; ///< its calls that need an owner: as m_sequences
    std::atomic<bool> m_mustForget = false; ///< m_sequences, when the next call begins
    SequencePool m_sequences; ///< of whoever holds a slot of m_queue
    ReadingPace m_pace; ///< as m_sequences
};

} // namespace inference
