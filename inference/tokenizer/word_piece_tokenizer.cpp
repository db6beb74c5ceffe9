// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/word_piece_tokenizer.h"

#include "inference/tokenizer/unicode_class.h"
#include "inference/tokenizer/unicode_fold.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace inference {

namespace {

/// U+2581, in front of tokens that begin a word.
constexpr std::string_view wordBegin = "\xE2\x96\x81";

/// Words with more characters are unknown, as in the model's own tokenizer.
constexpr std::size_t wordCharactersMax = 100;

bool isChinese(char32_t character)
{
    constexpr std::array<std::pair<char32_t, char32_t>, 8> blocks{
        {{0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
            {0x2B740, 0x2B81F}, {0x2B820, 0x2CEAF}, {0xF900, 0xFAFF}, {0x2F800, 0x2FA1F}}};
    return std::any_of(blocks.begin(), blocks.end(),
        [&](const auto& block) { return character >= block.first && character <= block.second; });
}

bool standsAlone(char32_t character)
{
    const UnicodeClass kind = unicodeClass(character);
    return kind == UnicodeClass::Punctuation || (character < 0x80 && kind == UnicodeClass::Symbol)
        || isChinese(character);
}

/// Cuts a text into words, folded, each with wordBegin in front.
class WordCutter {
public:
    explicit WordCutter(const std::function<void(std::string_view)>& onWord)
        : m_onWord(onWord)
        , m_word(wordBegin)
    {
    }
    void cut(std::string_view text)
    {
        while (!text.empty()) {
            const auto [character, length] = decodeCharacter(text);
            text.remove_prefix(length);
            take(character);
        }
        endWord();
    }

private:
    void take(char32_t character)
    {
        if (isUnicodeSpace(character)) {
            endWord();
        } else if (standsAlone(character)) {
            endWord();
            appendFolded(m_word, character);
            endWord();
        } else if (character != 0xFFFD && unicodeClass(character) != UnicodeClass::Control) {
            appendFolded(m_word, character);
            ++m_characters;
        }
    }
    void endWord()
    {
        if (m_word.size() > wordBegin.size()) {
            m_onWord(m_characters > wordCharactersMax ? std::string_view() : m_word);
        }
        m_word = wordBegin;
        m_characters = 0;
    }

    const std::function<void(std::string_view)>& m_onWord;
    std::string m_word;
    std::size_t m_characters = 0;
};

/// How many bytes of the character before `end` there are.
std::size_t stepBack(std::string_view text, std::size_t end)
{
    std::size_t back = 1;
    while (
        back < 4 && back < end && (static_cast<unsigned char>(text[end - back]) & 0xC0U) == 0x80U) {
        ++back;
    }
    return back;
}

} // namespace

core::Result<std::unique_ptr<Tokenizer>> WordPieceTokenizer::create(Vocabulary vocabulary)
{
    if (!vocabulary.unknown) {
        return core::fail(core::Error{.code = core::ErrorCode::Corrupt,
            .message = "The file names no unknown token (tokenizer.ggml.unknown_token_id), without "
                       "which its tokenizer cannot work.",
            .detail = "E_MISSING",
            .field = "tokenizer.ggml.unknown_token_id"});
    }
    // These models begin with their classifier and end with their separator.
    vocabulary.bos = vocabulary.bos ? vocabulary.bos : vocabulary.classifier;
    vocabulary.eos = vocabulary.eos ? vocabulary.eos : vocabulary.separator;
    return std::make_unique<WordPieceTokenizer>(std::move(vocabulary));
}

WordPieceTokenizer::WordPieceTokenizer(Vocabulary words)
    : TokenizerBase(std::move(words), {.addBos = true, .addEos = true})
{
    for (const std::string& token : vocabulary().tokens) {
        m_longestToken = std::max(m_longestToken, token.size());
    }
}

std::vector<TokenId> WordPieceTokenizer::encode(std::string_view text, SpecialTokens special) const
{
    std::vector<TokenId> out;
    const std::function<void(std::string_view)> onWord = [&](std::string_view word) {
        encodeWord(word, out);
    };
    specialTokens().split(
        text, special, [&](std::string_view stretch) { WordCutter(onWord).cut(stretch); },
        [&](TokenId id) { out.push_back(id); });
    return out;
}

std::optional<TokenId> WordPieceTokenizer::findText(std::string_view piece) const
{
    const auto id = vocabulary().find(piece);
    return id && !isControl(*id) ? id : std::nullopt;
}

void WordPieceTokenizer::encodeWord(std::string_view word, std::vector<TokenId>& out) const
{
    const std::size_t before = out.size();
    std::size_t at = 0;
    while (at < word.size()) {
        std::size_t end = std::min(word.size(), at + m_longestToken);
        std::optional<TokenId> id;
        while (end > at && !(id = findText(word.substr(at, end - at)))) {
            end -= stepBack(word, end);
        }
        if (!id) {
            break;
        }
        out.push_back(*id);
        at = end;
    }
    if (at < word.size() || word.empty()) {
        out.resize(before);
        out.push_back(*unknown());
    }
}

std::string WordPieceTokenizer::piece(TokenId id) const
{
    std::string_view text = vocabulary().text(id);
    if (isControl(id)) {
        return {};
    }
    if (!text.starts_with(wordBegin)) {
        return std::string(text);
    }
    text.remove_prefix(wordBegin.size());
    return ' ' + std::string(text);
}

std::string WordPieceTokenizer::decode(const std::vector<TokenId>& ids) const
{
    std::string out = TokenizerBase::decode(ids);
    if (out.starts_with(' ')) {
        out.erase(0, 1);
    }
    return out;
}

} // namespace inference
