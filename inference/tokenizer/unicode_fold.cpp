// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/unicode_fold.h"

#include "inference/tokenizer/unicode_class.h"

#include <algorithm>
#include <cstdint>

namespace inference {

namespace {

/// Characters first, first + step, ... last become themselves + distance, followed by second.
struct Fold {
    char32_t first;
    char32_t last;
    std::uint32_t step;
    std::int32_t distance; ///< 0: the character is dropped
    char32_t second;
};

constexpr Fold folds[] = {
#include "inference/tokenizer/unicode_folds.inc"
};

constexpr char32_t firstSyllable = 0xAC00;
constexpr char32_t lastSyllable = 0xD7A3;

/// The Unicode Standard, section 3.12: a Hangul syllable is two or three letters.
void appendHangul(std::string& out, char32_t syllable)
{
    constexpr char32_t vowels = 21;
    constexpr char32_t tails = 28;
    const char32_t index = syllable - firstSyllable;
    appendUtf8(out, 0x1100 + index / (vowels * tails));
    appendUtf8(out, 0x1161 + index % (vowels * tails) / tails);
    if (index % tails != 0) {
        appendUtf8(out, 0x11A7 + index % tails);
    }
}

} // namespace

void appendFolded(std::string& out, char32_t character)
{
    if (character >= firstSyllable && character <= lastSyllable) {
        appendHangul(out, character);
        return;
    }
    // Runs with a step of 2 may interleave with a run that begins inside of them, so the one that
    // holds the character may stand a few before the last that does not begin behind it.
    constexpr int interleaved = 4;
    const Fold* found = std::upper_bound(std::begin(folds), std::end(folds), character,
        [](char32_t value, const Fold& fold) { return value < fold.first; });
    for (int back = 0; back < interleaved && found != std::begin(folds); ++back) {
        --found;
        if (character > found->last || (character - found->first) % found->step != 0) {
            continue;
        }
        if (found->distance != 0) {
            appendUtf8(
                out, static_cast<char32_t>(static_cast<std::int32_t>(character) + found->distance));
        }
        if (found->second != 0) {
            appendUtf8(out, found->second);
        }
        return;
    }
    appendUtf8(out, character);
}

} // namespace inference
