// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/json.h"
#include "core/text/schema/schema.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace core {

/// A call the model asks for. `arguments` is the text as the model wrote it, not yet checked: it
/// may be no JSON at all.
struct ModelToolCall {
    std::string callId;
    std::string name;
    std::string arguments;
};

/// The token ids a text was generated as, good only for the model they came from. Generated text
/// is never tokenised again: ids and text need not be each other's image.
struct TokenRecord {
    std::string modelFingerprint;
    std::vector<std::int32_t> ids;
};

/// One piece of the conversation, in the order the model reads it.
struct ModelMessage {
    enum class Role { System, User, Assistant, Tool };
    Role role = Role::User;
    std::string text;
    std::vector<ModelToolCall> toolCalls = {}; ///< Assistant only
    std::string toolCallId = {}; ///< Tool only: the call this answers
    std::string toolName = {}; ///< Tool only
    std::optional<TokenRecord> tokens = {}; ///< Assistant only: how it was generated
    std::string reasoning = {}; ///< Assistant only: what it thought before it answered
};

/// A function the model may call. `parameters` is a JSON Schema; the model reads its members in
/// this order.
struct ToolDeclaration {
    std::string name;
    std::string description;
    OrderedJson parameters;
};

/// How the next token is chosen. Noise is Philox(seed, position), so that the same seed on the
/// same device gives the same tokens.
struct SamplingOptions {
    double temperature = 0.8; ///< 0 is greedy
    std::int32_t topK = 40; ///< 0 is off
    double topP = 0.95; ///< 1 is off
    double minP = 0.05; ///< 0 is off
    std::uint64_t seed = 0;
};

/// Which of the tools an answer calls.
struct ToolChoice {
    enum class Kind {
        Auto, ///< those that the model finds useful
        None,
        Required, ///< at least one
        Named, ///< the one of this name
    };
    Kind kind = Kind::Auto;
    std::string name = {};
};

/// What one call of a model needs.
struct ModelRequest {
    std::string sessionKey; ///< whose context this is, a hint where the cached prefix lies
    std::vector<ModelMessage> messages;
    std::vector<ToolDeclaration> tools;
    SamplingOptions sampling;
    std::int32_t outputTokensMax = 1024;

    /// What a chat template that asks for the time shows, YYYY-MM-DDTHH:MM:SS. The same for all
    /// calls of a session: another time would change the beginning of every prompt.
    std::string now = {};

    /// More variables of the model's chat template, such as {"enable_thinking": false}.
    OrderedJson templateVariables = OrderedJson::object();

    /// Whether what is computed of the messages may lie on disk between calls: not when one of them
    /// is secret.
    bool keepStateOnDisk = true;

    /// Whose text it is, such as a workspace's id: what is on disk is erased by it.
    std::string stateOwner = {};

    ToolChoice toolChoice = {};

    /// What the answer's text has to be: one JSON value that this allows. Nothing is called then.
    std::shared_ptr<const Schema> responseSchema = {};
};

/// What a call used. `computed + cached` is the length of the input. Cached tokens are those whose
/// keys and values were read from memory instead of being computed.
struct ModelUsage {
    std::int64_t inputTokensComputed = 0;
    std::int64_t inputTokensCached = 0;
    std::int64_t outputTokens = 0;
    std::int64_t readUs = 0; ///< time spent on the input
    std::int64_t generateUs = 0; ///< time spent on the output
};

/// Progress while a call runs; never the only copy of anything.
struct ModelProgress {
    enum class Phase { Queued, Reading, Generating };
    Phase phase = Phase::Queued;
    std::int64_t done = 0; ///< tokens read or generated so far
    std::int64_t total = 0; ///< tokens to read, or the most that may be generated
    std::int64_t cached = 0; ///< input tokens that were not computed
    std::string text = {}; ///< text that is new since the last call, valid UTF-8
    std::string reasoning = {}; ///< the same of what it thinks
};

enum class FinishReason { Stop, Length, ToolCalls };

/// What came of a call.
struct ModelResponse {
    std::string text;
    std::vector<ModelToolCall> toolCalls;
    FinishReason finish = FinishReason::Stop;
    ModelUsage usage;
    std::optional<TokenRecord> tokens; ///< the ids of the output
    std::int64_t messagesDropped = 0; ///< leading messages that did not fit the context
    std::string notice = {}; ///< what a person should know of how it was computed
    std::string reasoning = {}; ///< what it thought before it answered; no part of `text`
};

/// Where text comes from: the local engine, a server, or a script in a test.
/// Thread rule: `respond` may be called from several threads; a model that can do only one call at
/// a time makes the others wait, and a waiting call ends within 200 ms of its stop, too.
class LanguageModel {
public:
    virtual ~LanguageModel() = default;

    /// A name for people, such as "stories260K F32 on cpu".
    [[nodiscard]] virtual std::string name() const = 0;

    /// What makes this model's tokens and state its own; equal for equal weights.
    [[nodiscard]] virtual std::string fingerprint() const = 0;

    /// The longest input and output together, in tokens.
    [[nodiscard]] virtual std::int64_t contextTokens() const = 0;

    /// The length of a text in this model's tokens.
    virtual Result<std::int64_t> countTokens(std::string_view text) = 0;

    /// Reads the messages and writes the answer. Calls `progress` on this thread. A stop ends it
    /// within 200 ms with Cancelled. LimitReached when even the last message does not fit.
    virtual Result<ModelResponse> respond(const ModelRequest& request,
        const std::function<void(const ModelProgress&)>& progress, std::stop_token stop) = 0;
};

} // namespace core
