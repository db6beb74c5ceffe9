// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/answer_writer.h"

#include "inference/engine/answer_in_making.h"

#include <algorithm>

namespace inference {

using core::Result;

namespace {

/// The most forced tokens of one pass: as many as are computed in the class of generated ones.
constexpr std::size_t forcedPassTokensMax = 8;

/// The token of exactly this spelling.
std::optional<TokenId> tokenOf(const Tokenizer& tokenizer, const std::string& marker)
{
    const std::vector<TokenId> ids = tokenizer.encode(marker, SpecialTokens::Parse);
    const bool isToken = ids.size() == 1 && tokenizer.tokenText(ids.front()) == marker;
    return isToken ? std::optional(ids.front()) : std::nullopt;
}

} // namespace

AnswerEnds AnswerEnds::of(const ChatFormat& format, const Tokenizer& tokenizer)
{
    AnswerEnds ends;
    for (const std::string& marker : format.endMarkers()) {
        if (const auto id = tokenOf(tokenizer, marker)) {
            ends.tokens.push_back(*id);
        } else {
            ends.stopStrings.push_back(marker);
        }
    }
    for (const std::string& marker : format.goOnMarkers()) {
        if (const auto id = tokenOf(tokenizer, marker)) {
            ends.goOnTokens.push_back(*id);
        }
    }
    return ends;
}

bool AnswerEnds::endsAt(TokenId id, const Tokenizer& tokenizer) const
{
    const auto isAmong = [id](const std::vector<TokenId>& ids) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    return isAmong(tokens) || (tokenizer.isEndOfText(id) && !isAmong(goOnTokens));
}

/// One token that is sampled, or those that must follow.
Result<std::vector<TokenId>> AnswerWriter::choose(Sampler& sampler, const AnswerTask& task,
    std::span<float> logits, std::int64_t position, std::int64_t room)
{
    if (task.form != nullptr) {
        auto forced = TRY(task.form->forced(static_cast<std::size_t>(room)));
        if (!forced.empty()) {
            return forced;
        }
        keepAllowed(logits, *TRY(task.form->allowed()));
    }
    return std::vector<TokenId>{TRY(sampler.sample(logits, position))};
}

/// All of them as generated ones, however many are read in a pass.
Result<void> AnswerWriter::read(Sequence& sequence, std::span<const TokenId> ids,
    std::vector<float>& logits, const std::stop_token& stop)
{
    while (!ids.empty()) {
        const auto some = ids.first(std::min(ids.size(), forcedPassTokensMax));
        const Segment segment{.cache = sequence.cache.get(),
            .tokens = some,
            .rows = some.size() == ids.size() ? LogitRows::Last : LogitRows::None,
            .numericClass = NumericClass::Decode};
        logits.clear();
        TRY(m_model.forward({&segment, 1}, logits, stop));
        sequence.tokens.insert(sequence.tokens.end(), some.begin(), some.end());
        ids = ids.subspan(some.size());
    }
    return {};
}

Result<Answer> AnswerWriter::write(Sequence& sequence, std::vector<float> logits,
    const AnswerTask& task, const ModelProgressSink& progress, const std::stop_token& stop)
{
    Sampler sampler(task.sampling);
    AnswerInMaking making(m_tokenizer, m_ends, task, progress);
    while (making.goesOn()) {
        if (stop.stop_requested()) {
            return core::fail(core::ErrorCode::Cancelled, "The answer was stopped.");
        }
        const auto ids =
            TRY(choose(sampler, task, logits, sequence.cache->length(), making.room()));
        for (const TokenId id : ids) {
            TRY(making.take(id));
        }
        if (making.goesOn()) {
            TRY(read(sequence, ids, logits, stop));
        }
    }
    return making.finish();
}

} // namespace inference
