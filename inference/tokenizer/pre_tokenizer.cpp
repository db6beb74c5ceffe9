// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/pre_tokenizer.h"

#include "inference/tokenizer/unicode_class.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace inference {

namespace {

/// The regular expressions as a machine over the classes of characters. Each match function gives
/// the index behind its match, or the index it began at when it does not match.
class WordSplitter {
public:
    WordSplitter(std::string_view text, WordRule rule)
        : m_text(text)
        , m_rule(rule)
    {
        m_characters.reserve(text.size() + 1);
        for (std::size_t at = 0; at < text.size();) {
            const auto [character, length] = decodeCharacter(text.substr(at));
            m_characters.push_back({at, classify(character), narrow(character)});
            at += length;
        }
        m_count = m_characters.size();
        m_characters.push_back({text.size(), Kind::End, 0});
    }

    void split(const std::function<void(std::string_view)>& onWord) const
    {
        for (std::size_t begin = 0; begin < m_count;) {
            const std::size_t end = matchWord(begin);
            const std::size_t from = m_characters[begin].offset;
            onWord(m_text.substr(from, m_characters[end].offset - from));
            begin = end;
        }
    }

private:
    enum class Kind : std::uint8_t { Letter, Number, Space, Other, End };
    struct Character {
        std::size_t offset;
        Kind kind;
        char ascii; ///< 0 for all others
    };

    static Kind classify(char32_t character)
    {
        if (isUnicodeSpace(character)) {
            return Kind::Space;
        }
        switch (unicodeClass(character)) {
        case UnicodeClass::Letter:
            return Kind::Letter;
        case UnicodeClass::Number:
            return Kind::Number;
        default:
            return Kind::Other;
        }
    }
    static char narrow(char32_t character)
    {
        return character < 0x80 ? static_cast<char>(character) : '\0';
    }
    [[nodiscard]] Kind kind(std::size_t index) const { return m_characters[index].kind; }
    [[nodiscard]] char ascii(std::size_t index) const { return m_characters[index].ascii; }
    [[nodiscard]] bool isNewline(std::size_t index) const
    {
        return kind(index) == Kind::Space && (ascii(index) == '\n' || ascii(index) == '\r');
    }
    [[nodiscard]] std::size_t endOfRun(std::size_t index, Kind of) const
    {
        while (kind(index) == of) {
            ++index;
        }
        return index;
    }

    [[nodiscard]] std::size_t matchWord(std::size_t at) const
    {
        const std::size_t shortened = matchContraction(at);
        if (shortened > at) {
            return shortened;
        }
        return m_rule == WordRule::Gpt2 || m_rule == WordRule::Digits ? matchGpt2(at)
                                                                      : matchLlama3(at);
    }

    /// 's 't 're 've 'm 'll 'd
    [[nodiscard]] std::size_t matchContraction(std::size_t at) const
    {
        if (ascii(at) != '\'') {
            return at;
        }
        const char first = foldedAt(at + 1);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') {
            return at + 2;
        }
        constexpr std::array<std::pair<char, char>, 3> pairs{{{'r', 'e'}, {'v', 'e'}, {'l', 'l'}}};
        const char second = first != '\0' ? foldedAt(at + 2) : '\0';
        const bool isPair =
            std::find(pairs.begin(), pairs.end(), std::pair(first, second)) != pairs.end();
        return isPair ? at + 3 : at;
    }

    /// The ASCII letter there, in lower case where the rule ignores case; else 0.
    [[nodiscard]] char foldedAt(std::size_t index) const
    {
        const char c = kind(index) == Kind::Letter ? ascii(index) : '\0';
        const bool ignoresCase = m_rule == WordRule::Llama3 || m_rule == WordRule::Qwen2;
        return ignoresCase && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }

    [[nodiscard]] std::size_t matchGpt2(std::size_t at) const
    {
        if (m_rule == WordRule::Digits && kind(at) == Kind::Number) {
            return at + 1;
        }
        const std::size_t word = ascii(at) == ' ' ? at + 1 : at;
        const Kind of = kind(word);
        const bool digitAlone = m_rule == WordRule::Digits && of == Kind::Number;
        if (of != Kind::Space && of != Kind::End && !digitAlone) {
            return endOfRun(word, of);
        }
        return matchSpaces(at);
    }

    [[nodiscard]] std::size_t matchLlama3(std::size_t at) const
    {
        if (kind(at) == Kind::Letter) {
            return endOfRun(at, Kind::Letter);
        }
        if (kind(at) == Kind::Number) {
            const std::size_t most = at + (m_rule == WordRule::Qwen2 ? 1 : 3);
            std::size_t end = at + 1;
            while (end < most && kind(end) == Kind::Number) {
                ++end;
            }
            return end;
        }
        if (!isNewline(at) && kind(at + 1) == Kind::Letter) {
            return endOfRun(at + 1, Kind::Letter);
        }
        const std::size_t signs = ascii(at) == ' ' ? at + 1 : at;
        if (kind(signs) == Kind::Other) {
            std::size_t end = endOfRun(signs, Kind::Other);
            while (isNewline(end)) {
                ++end;
            }
            return end;
        }
        std::size_t end = endOfRun(at, Kind::Space);
        for (; end > at; --end) {
            if (isNewline(end - 1)) {
                return end;
            }
        }
        return matchSpaces(at);
    }

    /// \s+(?!\S)|\s+ : the last space of several is left for the word behind them.
    [[nodiscard]] std::size_t matchSpaces(std::size_t at) const
    {
        const std::size_t end = endOfRun(at, Kind::Space);
        const bool endsText =
            kind(end) == Kind::End || (m_rule == WordRule::Digits && kind(end) == Kind::Number);
        return endsText || end - at < 2 ? end : end - 1;
    }

    std::string_view m_text;
    WordRule m_rule;
    std::vector<Character> m_characters; ///< one more than there are, of kind End
    std::size_t m_count = 0;
};

} // namespace

std::optional<WordRule> wordRuleOf(std::string_view preTokenizer)
{
    constexpr std::array<std::pair<std::string_view, WordRule>, 18> rules{{
        {"gpt-2", WordRule::Gpt2},
        {"phi-2", WordRule::Gpt2},
        {"mpt", WordRule::Gpt2},
        {"olmo", WordRule::Gpt2},
        {"jais", WordRule::Gpt2},
        {"starcoder", WordRule::Digits},
        {"refact", WordRule::Digits},
        {"command-r", WordRule::Digits},
        {"smollm", WordRule::Digits},
        {"llama3", WordRule::Llama3},
        {"llama-v3", WordRule::Llama3},
        {"llama-bpe", WordRule::Llama3},
        {"falcon3", WordRule::Llama3},
        {"pixtral", WordRule::Llama3},
        {"qwen2", WordRule::Qwen2},
        {"stablelm2", WordRule::Qwen2},
        {"deepseek-r1-qwen", WordRule::Qwen2},
        {"megrez", WordRule::Qwen2},
    }};
    for (const auto& [name, rule] : rules) {
        if (name == preTokenizer) {
            return rule;
        }
    }
    return std::nullopt;
}

void splitWords(
    std::string_view text, WordRule rule, const std::function<void(std::string_view)>& onWord)
{
    WordSplitter(text, rule).split(onWord);
}

} // namespace inference
