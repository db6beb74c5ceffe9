// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/grammar/token_mask.h"
#include "inference/grammar/token_trie.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Follows a JSON text and knows the names in its open objects, so that none is written twice: a
/// text with a name that stands twice is no JSON for parseJson. Names are compared as they are
/// spelled; the grammar has one spelling for each.
/// A name that stands there already can always become another one, so that there is a way on.
/// Thread rule: one owner.
class UniqueKeys {
public:
    void take(std::string_view bytes);

    /// True when a name may come or end with what follows.
    [[nodiscard]] bool isInObject() const { return !m_open.empty(); }

    /// True when a name would stand twice after these bytes.
    [[nodiscard]] bool wouldRepeat(std::string_view bytes) const;

    /// Takes the tokens out of a mask that would repeat a name. `manyQuotes` are the tokens with
    /// two quotes or more, which may begin and end a name.
    void removeRepeating(TokenMask& mask, const TokenTrie& trie,
        const std::vector<std::pair<TokenId, std::string>>& manyQuotes) const;

private:
    /// Names of an object, the last one first; shared, since copies go on in other ways.
    struct Names {
        std::string name;
        std::shared_ptr<const Names> others;
    };
    struct Open {
        bool isObject = false;
        std::shared_ptr<const Names> names = {};
    };
    [[nodiscard]] bool isUsed(std::string_view name) const;
    /// False when it ends a name that stands there already.
    bool takeByte(char byte);

    std::vector<Open> m_open;
    bool m_inString = false;
    bool m_isEscaped = false;
    bool m_isName = false; ///< the string is, or the next one will be, a name
    std::string m_name;
};

} // namespace inference
