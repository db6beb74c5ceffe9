// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/tokenizer.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference::testing {

/// A tokenizer to be read: every byte is a token of its number, and behind them come markers.
class LetterTokenizer final : public Tokenizer {
public:
    enum class Kind { Control, UserDefined };
    static constexpr TokenId firstMarker = 256;

    explicit LetterTokenizer(
        std::vector<std::pair<std::string, Kind>> markers, bool addsBos = false)
        : m_addsBos(addsBos)
    {
        for (int byte = 0; byte < firstMarker; ++byte) {
            m_letters.emplace_back(1, static_cast<char>(byte));
        }
        m_markers = std::move(markers);
    }

    [[nodiscard]] std::vector<TokenId> encode(
        std::string_view text, SpecialTokens special) const override
    {
        std::vector<TokenId> ids;
        while (!text.empty()) {
            TokenId id = static_cast<unsigned char>(text.front());
            for (std::size_t i = 0; i < m_markers.size(); ++i) {
                const auto marker = static_cast<TokenId>(firstMarker + i);
                const bool counts = special == SpecialTokens::Parse
                    || (special == SpecialTokens::AsText && isUserDefined(marker));
                if (counts && text.starts_with(m_markers[i].first)
                    && m_markers[i].first.size() > tokenText(id).size())
                {
                    id = marker;
                }
            }
            ids.push_back(id);
            text.remove_prefix(tokenText(id).size());
        }
        return ids;
    }
    [[nodiscard]] std::string piece(TokenId id) const override
    {
        return isControl(id) ? std::string() : std::string(tokenText(id));
    }
    [[nodiscard]] std::string decode(const std::vector<TokenId>& ids) const override
    {
        std::string text;
        for (const TokenId id : ids) {
            text += piece(id);
        }
        return text;
    }
    [[nodiscard]] std::string_view tokenText(TokenId id) const override
    {
        const auto index = static_cast<std::size_t>(id);
        return id < firstMarker ? m_letters[index] : m_markers[index - firstMarker].first;
    }
    [[nodiscard]] std::int32_t vocabularySize() const override
    {
        return firstMarker + static_cast<std::int32_t>(m_markers.size());
    }
    [[nodiscard]] std::optional<TokenId> bos() const override { return find("<BOS>"); }
    [[nodiscard]] std::optional<TokenId> eos() const override { return find("<EOS>"); }
    [[nodiscard]] std::optional<TokenId> eot() const override { return {}; }
    [[nodiscard]] std::optional<TokenId> unknown() const override { return {}; }
    [[nodiscard]] bool addBos() const override { return m_addsBos; }
    [[nodiscard]] bool addEos() const override { return false; }
    [[nodiscard]] bool isEndOfText(TokenId id) const override
    {
        return tokenText(id) == "<EOS>" || tokenText(id) == "<|end|>";
    }
    [[nodiscard]] bool isControl(TokenId id) const override
    {
        return id >= firstMarker && kindOf(id) == Kind::Control;
    }
    [[nodiscard]] bool isUserDefined(TokenId id) const override
    {
        return id >= firstMarker && kindOf(id) == Kind::UserDefined;
    }

    /// Everything, markers too.
    [[nodiscard]] std::string spelled(const std::vector<TokenId>& ids) const
    {
        std::string text;
        for (const TokenId id : ids) {
            text += tokenText(id);
        }
        return text;
    }

private:
    [[nodiscard]] Kind kindOf(TokenId id) const
    {
        return m_markers[static_cast<std::size_t>(id - firstMarker)].second;
    }
    [[nodiscard]] std::optional<TokenId> find(std::string_view text) const
    {
        for (std::size_t i = 0; i < m_markers.size(); ++i) {
            if (m_markers[i].first == text) {
                return static_cast<TokenId>(firstMarker + i);
            }
        }
        return {};
    }

    std::vector<std::string> m_letters;
    std::vector<std::pair<std::string, Kind>> m_markers;
    bool m_addsBos;
};

/// The markers of all known families, as their files have them.
inline LetterTokenizer familyTokenizer()
{
    using Kind = LetterTokenizer::Kind;
    std::vector<std::pair<std::string, Kind>> markers;
    for (const char* marker : {"<BOS>", "<EOS>", "<|im_start|>", "<|im_end|>",
             "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|python_tag|>", "[INST]",
             "[/INST]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]",
             "[/TOOL_RESULTS]", "<start_of_turn>", "<end_of_turn>", "<|system|>", "<|user|>",
             "<|assistant|>", "<|end|>", "<|start|>", "<|message|>", "<|channel|>", "<|call|>",
             "<|return|>", "<｜User｜>", "<｜Assistant｜>", "<｜tool▁calls▁begin｜>",
             "<｜tool▁calls▁end｜>", "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>",
             "<｜tool▁sep｜>", "<｜tool▁outputs▁begin｜>", "<｜tool▁outputs▁end｜>",
             "<｜tool▁output▁begin｜>", "<｜tool▁output▁end｜>", "<｜end▁of▁sentence｜>"})
    {
        markers.emplace_back(marker, Kind::Control);
    }
    for (const char* marker : {"<think>", "</think>", "<tool_call>", "</tool_call>",
             "<tool_response>", "</tool_response>", "\n\n", "<h1>"})
    {
        markers.emplace_back(marker, Kind::UserDefined);
    }
    return LetterTokenizer(std::move(markers));
}

} // namespace inference::testing
