// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/engine_model.h"

#include "inference/engine/stopwatch.h"

#include <fmt/format.h>

#include <new>
#include <set>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::ModelRequest;
using core::ModelResponse;
using core::Result;
using Phase = core::ModelProgress::Phase;

namespace {

void report(const ModelProgressSink& progress, const core::ModelProgress& state)
{
    if (progress) {
        progress(state);
    }
}

/// Ids that no other call of the conversation has, and that are the same when the turn is made
/// again from the same messages. The model's own stay where they do for that.
void nameCalls(std::vector<core::ModelToolCall>& calls, const ModelRequest& request)
{
    std::size_t number = 0;
    std::set<std::string> taken;
    for (const core::ModelMessage& message : request.messages) {
        number += message.toolCalls.size();
        for (const core::ModelToolCall& call : message.toolCalls) {
            taken.insert(call.callId);
        }
    }
    for (core::ModelToolCall& call : calls) {
        ++number;
        if (call.callId.empty() || taken.contains(call.callId)) {
            call.callId = fmt::format("call_{}", number);
        }
        taken.insert(call.callId);
    }
}

/// How the answer to a request is read. Without tools nothing is a call, but what a format that is
/// made of messages has to say so anyway.
AnswerRules rulesOf(
    const ChatFormat& format, const ModelRequest& request, const BuiltPrompt& prompt)
{
    const bool mayCall = !request.tools.empty() && !request.responseSchema
        && request.toolChoice.kind != core::ToolChoice::Kind::None;
    const bool findsCalls = mayCall || format.callFormat() == CallFormat::Harmony;
    return {.callFormat = findsCalls ? format.callFormat() : CallFormat::None,
        .trims = format.trims() || request.responseSchema != nullptr,
        .startsInReasoning = prompt.endsInReasoning,
        .tools = request.tools};
}

/// Where the pages of a model's sequences are kept beyond them.
Result<std::unique_ptr<StateStore>> makeState(
    const OpenedModel& opened, const std::string& fingerprint, StateOptions options)
{
    const auto cache = TRY(opened.loaded->createCache(pagePositions, opened.kvType));
    const std::string numerics = opened.loaded->numericsId();
    const PageLineage lineage{.modelFingerprint = fingerprint,
        .numericsId = numerics,
        .adapters = {},
        .kvType = opened.kvType,
        .pageBytes = numerics.empty() ? 0 : cache->pageBytes()};
    return std::make_unique<StateStore>(lineage, std::move(options));
}

} // namespace

EngineModel::EngineModel(OpenedModel opened, std::shared_ptr<const Tokenizer> tokenizer,
    std::unique_ptr<const ChatFormat> format, std::string fingerprint, SequenceLimits limits,
    std::unique_ptr<StateStore> state)
    : m_opened(std::move(opened))
    , m_tokenizer(std::move(tokenizer))
    , m_format(std::move(format))
    , m_fingerprint(std::move(fingerprint))
    , m_builder(*m_tokenizer, *m_format, m_opened.estimate.contextTokens, m_fingerprint)
    , m_ends(AnswerEnds::of(*m_format, *m_tokenizer))
    , m_forms(*m_tokenizer, m_ends)
    , m_state(std::move(state))
    , m_sequences(*m_opened.loaded, m_opened.estimate.contextTokens, m_opened.kvType, limits)
{
}

Result<void> EngineModel::requireConversations(const ModelContents& contents)
{
    const auto tokenizer = TRY(contents.tokenizer);
    TRY(makeChatFormat(contents.chatTemplate, contents.textStart, *tokenizer));
    return {};
}

Result<std::shared_ptr<EngineModel>> EngineModel::create(
    OpenedModel opened, std::string fingerprint, SequenceLimits limits, StateOptions state)
{
    auto tokenizer = TRY(opened.contents.tokenizer);
    auto format =
        TRY(makeChatFormat(opened.contents.chatTemplate, opened.contents.textStart, *tokenizer));
    auto store = TRY(makeState(opened, fingerprint, std::move(state)));
    return std::shared_ptr<EngineModel>(new EngineModel(std::move(opened), std::move(tokenizer),
        std::move(format), std::move(fingerprint), limits, std::move(store)));
}

std::string EngineModel::name() const
{
    return fmt::format("{} on {}", m_opened.contents.name, m_opened.device.name);
}

std::int64_t EngineModel::contextTokens() const
{
    return m_opened.estimate.contextTokens;
}

Result<std::int64_t> EngineModel::countTokens(std::string_view text)
{
    return static_cast<std::int64_t>(m_tokenizer->encode(text, SpecialTokens::AsText).size());
}

Result<ModelResponse> EngineModel::respond(const ModelRequest& request,
    const std::function<void(const core::ModelProgress&)>& progress, std::stop_token stop)
{
    try {
        const BuiltPrompt prompt = TRY(m_builder.build(request, stop));
        const CallQueue::Slot slot =
            TRY(m_queue.enter(stop, [&] { report(progress, {.phase = Phase::Queued}); }));
        return respondAlone(request, prompt, progress, stop);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory,
            "No memory is left to answer. Close other programs, or load the model with a shorter "
            "context.");
    }
}

Result<ModelResponse> EngineModel::respondAlone(const ModelRequest& request,
    const BuiltPrompt& prompt, const ModelProgressSink& progress, const std::stop_token& stop)
{
    const auto form = TRY(m_forms.formOf(request, m_format->callFormat(), prompt.endsInReasoning));
    std::vector<NumericClass> classes = prompt.classes;
    classes.resize(m_opened.loaded->hasDecodeClass() ? prompt.tokens.size() : 0);
    const ClassedTokens tokens{prompt.tokens, classes};
    if (m_mustForget.exchange(false)) {
        m_sequences.clear();
    }
    Sequence* sequence = TRY(m_sequences.acquire(request.sessionKey, tokens));
    core::ModelUsage usage;
    auto logits = read(*sequence, tokens, usage, progress, stop);
    Result<ModelResponse> response = logits
        ? answer(*sequence, std::move(*logits), request, prompt, form.get(), progress, stop)
        : fail(std::move(logits).error());
    m_sequences.settle(*sequence);
    if (const auto unchanged = m_opened.contents.model->mapping->checkUnchanged(); !unchanged) {
        m_sequences.clear(); // computed from bytes that were not the model's
        return fail(unchanged.error());
    }
    m_state->keep(*sequence->cache, sequence->positions(),
        {.onDisk = request.keepStateOnDisk, .owner = request.stateOwner});
    if (response) {
        usage.outputTokens = response->usage.outputTokens;
        usage.generateUs = response->usage.generateUs;
        response->usage = usage;
        response->messagesDropped = prompt.messagesDropped;
        response->notice = m_opened.loaded->notice();
    }
    return response;
}

Result<std::vector<float>> EngineModel::read(Sequence& sequence, const ClassedTokens& prompt,
    core::ModelUsage& usage, const ModelProgressSink& progress, const std::stop_token& stop)
{
    const Stopwatch watch;
    m_state->restore(*sequence.cache, prompt.first(prompt.tokens.size() - 1));
    const std::int64_t cached = sequence.cache->length();
    const auto held = static_cast<std::size_t>(cached);
    sequence.holds(prompt.first(held));
    const ClassedTokens fresh = prompt.from(held);
    core::ModelProgress state{.phase = Phase::Reading,
        .done = 0,
        .total = static_cast<std::int64_t>(fresh.tokens.size()),
        .cached = cached};
    report(progress, state);
    const auto onChunk = [&](std::int64_t done) {
        sequence.holds(prompt.first(held + static_cast<std::size_t>(done)));
        state.done = done;
        report(progress, state);
    };
    std::vector<float> logits;
    TRY(readTokens(*m_opened.loaded, m_pace, *sequence.cache, fresh, logits, onChunk, stop));
    usage.inputTokensCached = cached;
    usage.inputTokensComputed = state.total;
    usage.readUs = watch.microseconds();
    return logits;
}

void EngineModel::forgetState()
{
    m_mustForget = true;
    std::stop_source notNow;
    const auto slot = m_queue.enter(notNow.get_token(), [&] { notNow.request_stop(); });
    if (slot && m_mustForget.exchange(false)) {
        m_sequences.clear();
    }
    m_state->forget();
}

Result<ModelResponse> EngineModel::answer(Sequence& sequence, std::vector<float> logits,
    const ModelRequest& request, const BuiltPrompt& prompt, TokenGrammar* form,
    const ModelProgressSink& progress, const std::stop_token& stop)
{
    const Stopwatch watch;
    std::optional<TokenMatcher> matcher;
    if (form != nullptr) {
        matcher.emplace(*form);
    }
    AnswerWriter writer(*m_opened.loaded, *m_tokenizer, m_ends);
    const AnswerTask task{.sampling = request.sampling,
        .tokensMax = prompt.answerTokensMax,
        .rules = rulesOf(*m_format, request, prompt),
        .form = matcher ? &*matcher : nullptr};
    Answer written = TRY(writer.write(sequence, std::move(logits), task, progress, stop));
    ModelResponse response;
    response.text = std::move(written.text);
    response.reasoning = std::move(written.reasoning);
    response.toolCalls = std::move(written.toolCalls);
    response.finish = written.finish;
    response.usage.outputTokens = written.tokensGenerated;
    response.usage.generateUs = watch.microseconds();
    nameCalls(response.toolCalls, request);
    if (written.tokensAreText) {
        response.tokens =
            core::TokenRecord{.modelFingerprint = m_fingerprint, .ids = std::move(written.tokens)};
    }
    return response;
}

} // namespace inference
