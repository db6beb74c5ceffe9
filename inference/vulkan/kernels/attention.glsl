// SPDX-License-Identifier: Apache-2.0
// The steps of attend.comp, which declares the numbers and buffers.

const float leastScore = -3.0e38;
const uint unitSize = keysAreF32 ? 4 : 8;
const uint units = (headSize + unitSize - 1) / unitSize;
const uint queryWords = (headSize + 7) / 8 * 2;
const uint queryWordsEach = (queryWords + subgroupLanes - 1) / subgroupLanes;
const uint unitsEach = (units + subgroupLanes - 1) / subgroupLanes;
const uint sumsEach = unitsEach * unitSize;

// What subgroups leave to be joined: sums, then the weight and the greatest score.
const uint partialFloats = units * unitSize + 2;
shared float partials[subgroups > 1 ? subgroups * headsEach * partialFloats : 1];

uint keyHead()
{
    return gl_WorkGroupID.x / (headsOfKey / headsEach);
}
uint firstHead()
{
    return gl_WorkGroupID.x * headsEach;
}

vec4 query[headsEach * queryWordsEach]; // word lane + subgroupLanes * i of each head
float sums[headsEach * sumsEach]; // of values, of the units lane + subgroupLanes * i
float weightSums[headsEach];
float greatest[headsEach];

/// Eight dimensions of a unit in F16, or four in F32 and zeros.
void unpackUnit(uvec4 word, out float dimensions[8])
{
    [[unroll]] for (uint i = 0; i < 4; ++i) {
        if (keysAreF32) {
            dimensions[i] = uintBitsToFloat(word[i]);
            dimensions[4 + i] = 0.0;
        } else {
            const vec2 both = unpackHalf2x16(word[i]);
            dimensions[2 * i] = both.x;
            dimensions[2 * i + 1] = both.y;
        }
    }
}

void begin(uint column)
{
    const uint first = (column * keyHeads * headsOfKey + firstHead()) * queryWords;
    [[unroll]] for (uint h = 0; h < headsEach; ++h) {
        [[unroll]] for (uint i = 0; i < queryWordsEach; ++i) {
            const uint word = min(gl_SubgroupInvocationID + subgroupLanes * i, queryWords - 1);
            query[h * queryWordsEach + i] = LOAD_FLOATS(queries, first + h * queryWords + word);
        }
        [[unroll]] for (uint i = 0; i < sumsEach; ++i) {
            sums[h * sumsEach + i] = 0.0;
        }
        weightSums[h] = 0.0;
        greatest[h] = leastScore;
    }
}

/// Scores of a lane's position for each head.
void score(uint page, uint slot, out float scores[headsEach])
{
    [[unroll]] for (uint h = 0; h < headsEach; ++h) {
        scores[h] = 0.0;
    }
    [[unroll]] for (uint unit = 0; unit < units; ++unit) {
        float key[8];
        unpackUnit(LOAD_WORD(keys, keyUnit(page, keyHeads, keyHead(), units, unit, slot)), key);
        [[unroll]] for (uint d = 0; d < unitSize; ++d) {
            const uint word = (unit * unitSize + d) / 4u;
            [[unroll]] for (uint h = 0; h < headsEach; ++h) {
                const float q =
                    subgroupShuffle(query[h * queryWordsEach + word / subgroupLanes][d & 3u],
                        word % subgroupLanes);
                scores[h] = fma(q, key[d], scores[h]);
            }
        }
    }
    [[unroll]] for (uint h = 0; h < headsEach; ++h) {
        scores[h] *= numbers.scoreScale;
    }
}

/// Scores become weights; what was summed before is brought to the new greatest score.
void weigh(bool isSeen, inout float scores[headsEach])
{
    [[unroll]] for (uint h = 0; h < headsEach; ++h) {
        const float most =
            max(greatest[h], greatestOfLanes(isSeen ? scores[h] : leastScore, subgroupLanes));
        const float shrink = exponential(greatest[h] - most);
        scores[h] = isSeen ? exponential(scores[h] - most) : 0.0;
        weightSums[h] = fma(weightSums[h], shrink, sumOfLanes(scores[h], subgroupLanes));
        greatest[h] = most;
        [[unroll]] for (uint i = 0; i < sumsEach; ++i) {
            sums[h * sumsEach + i] *= shrink;
        }
    }
}

void addValues(uint page, uint slot, uint lane, float weights[headsEach])
{
    const uint ofPage = subgroupShuffle(page, lane);
    const uint ofSlot = subgroupShuffle(slot, lane);
    [[unroll]] for (uint i = 0; i < unitsEach; ++i) {
        const uint unit = min(gl_SubgroupInvocationID + subgroupLanes * i, units - 1);
        float value[8];
        unpackUnit(
            LOAD_WORD(values, valueUnit(ofPage, keyHeads, keyHead(), units, ofSlot, unit)), value);
        [[unroll]] for (uint h = 0; h < headsEach; ++h) {
            const float weight = subgroupShuffle(weights[h], lane);
            [[unroll]] for (uint d = 0; d < unitSize; ++d) {
                const uint place = h * sumsEach + i * unitSize + d;
                sums[place] = fma(weight, value[d], sums[place]);
            }
        }
    }
}

void takeBlock(uint block, uint column, uint last)
{
    const uint position = block * subgroupLanes + gl_SubgroupInvocationID;
    const uint taken = min(position, last);
    const uint page = listedPage(tableOf(column), taken / pagePositions, rotatedPairs);
    const uint slot = taken % pagePositions;
    float scores[headsEach];
    score(page, slot, scores);
    weigh(position <= last, scores);
    [[unroll]] for (uint lane = 0; lane < subgroupLanes; ++lane) {
        addValues(page, slot, lane, scores);
    }
}

void leavePartial()
{
    [[unroll]] for (uint h = 0; h < headsEach; ++h) {
        const uint first = (gl_SubgroupID * headsEach + h) * partialFloats;
        [[unroll]] for (uint i = 0; i < unitsEach; ++i) {
            const uint unit = gl_SubgroupInvocationID + subgroupLanes * i;
            [[unroll]] for (uint d = 0; d < unitSize; ++d) {
                if (unit < units) {
                    partials[first + unit * unitSize + d] = sums[h * sumsEach + i * unitSize + d];
                }
            }
        }
        if (gl_SubgroupInvocationID == 0u) {
            partials[first + units * unitSize] = weightSums[h];
            partials[first + units * unitSize + 1u] = greatest[h];
        }
    }
}

/// The first subgroup takes in what the others left, in their order.
void joinPartials()
{
    for (uint other = 1; other < subgroups; ++other) {
        [[unroll]] for (uint h = 0; h < headsEach; ++h) {
            const uint first = (other * headsEach + h) * partialFloats;
            const float theirs = partials[first + units * unitSize + 1u];
            const float most = max(greatest[h], theirs);
            const float mine = exponential(greatest[h] - most);
            const float their = exponential(theirs - most);
            greatest[h] = most;
            weightSums[h] = fma(weightSums[h], mine, partials[first + units * unitSize] * their);
            [[unroll]] for (uint i = 0; i < unitsEach; ++i) {
                const uint unit = min(gl_SubgroupInvocationID + subgroupLanes * i, units - 1);
                [[unroll]] for (uint d = 0; d < unitSize; ++d) {
                    const uint place = h * sumsEach + i * unitSize + d;
                    sums[place] =
                        fma(sums[place], mine, partials[first + unit * unitSize + d] * their);
                }
            }
        }
    }
}
