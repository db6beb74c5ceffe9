// SPDX-License-Identifier: Apache-2.0
// The shape for software devices with subgroups of 8: a lane has its own rows, so that nothing is
// summed across lanes, and each activation that is loaded serves all rows of all lanes. Weights
// lie in groups of 64 rows: row 8 i + lane of a group is the i-th of a lane, and rows 2 i and
// 2 i + 1 of a lane are the outputs of one pair.

const uint lanes = 8;
const uint lanesRows = 8; // that a lane has in a group
const uint groupPairs = 32;

/// Which rows of which group.
uint unitIndex()
{
    return gl_WorkGroupID.x * gl_NumSubgroups + gl_SubgroupID;
}
uint groupIndex()
{
    return unitIndex() / (lanesRows / rowsEach);
}
uint firstRowOfLane()
{
    return unitIndex() % (lanesRows / rowsEach) * rowsEach;
}

bool hasWork()
{
    return groupIndex() * groupPairs < numbers.pairs;
}

/// The pair of results r and r + 1 of this lane.
uint pairOf(uint r)
{
    return groupIndex() * groupPairs + (firstRowOfLane() + r) / 2u * lanes
        + gl_SubgroupInvocationID;
}
bool writesPair(uint column, uint r)
{
    return pairOf(r) < numbers.pairs;
}

void loadBlocks(uint block, out Block blocks[rowsEach])
{
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
        const uint first =
            ((groupIndex() * numbers.blocks + block) * lanesRows + firstRowOfLane() + r)
            * BLOCK_WORDS * lanes;
        [[unroll]] for (uint word = 0; word < BLOCK_WORDS; ++word) {
            blocks[r].words[word] =
                LOAD_WORD(weights, first + word * lanes + gl_SubgroupInvocationID);
        }
    }
}

/// The 16 or 32 bits of row r out of words that hold those of the lane's eight rows.
uint halfOf(uvec4 word, uint r)
{
    const bool isUpper = rowsEach < lanesRows && firstRowOfLane() != 0u;
    const uint pair = isUpper ? word[2u + r / 2u % 2u] : word[r / 2u];
    return (r & 1u) == 0u ? pair & 0xffffu : pair >> 16;
}

void loadScales(uint block, out Scale scales[rowsEach])
{
    uvec4 ofBlock = uvec4(0);
    uvec4 ofSuper[2] = uvec4[2](uvec4(0), uvec4(0));
#ifdef HAS_OFFSET
    const uint lane = gl_SubgroupInvocationID;
    ofBlock = LOAD_WORD(
        weights, numbers.scaleWords + (groupIndex() * numbers.blocks + block) * lanes + lane);
#endif
#ifdef SCALED_BY_SUPER_BLOCK
    const uint first = numbers.superWords
        + (groupIndex() * (numbers.blocks / 8u) + block / 8u) * 2u * lanes + lane;
    ofSuper[0] = LOAD_WORD(weights, first);
    ofSuper[1] = LOAD_WORD(weights, first + lanes);
    if (rowsEach < lanesRows && firstRowOfLane() != 0u) {
        ofSuper[0] = ofSuper[1];
    }
#endif
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
        scales[r] = unpackScale(halfOf(ofBlock, r), ofSuper[r / 4u][r & 3u]);
    }
}

/// The activations of a block: lane l has columns 4 l to 4 l + 3. Made ready for packed weights.
vec4 loadActivations(uint first, uint block, inout float squares, out float sums[BLOCK_PARTS])
{
    const uint word = block * lanes + gl_SubgroupInvocationID;
    vec4 values = LOAD_FLOATS(inputs, first + word);
    if (normsInput) {
        [[unroll]] for (uint e = 0; e < 4; ++e) {
            squares = fma(values[e], values[e], squares);
        }
        values *= LOAD_FLOATS(gains, word);
    }
#ifdef HAS_OFFSET
    const float sum =
        sumOfLanes((values.x + values.y) + (values.z + values.w), lanes / BLOCK_PARTS);
    [[unroll]] for (uint part = 0; part < BLOCK_PARTS; ++part) {
        sums[part] = BLOCK_PARTS == 1 ? sum : subgroupShuffle(sum, part * (lanes / BLOCK_PARTS));
    }
#endif
    return values * packing(gl_SubgroupInvocationID);
}

void computeProducts()
{
    float squares[columnsEach];
    uint firstWords[columnsEach];
    [[unroll]] for (uint i = 0; i < rowsEach * columnsEach; ++i) {
        results[i] = 0.0;
    }
    [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
        squares[c] = 0.0;
        firstWords[c] = inputWord(firstColumn() + c);
    }
    for (uint block = 0; block < numbers.blocks; ++block) {
        vec4 values[columnsEach];
        float sums[columnsEach][BLOCK_PARTS];
        [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
            values[c] = loadActivations(firstWords[c], block, squares[c], sums[c]);
        }
        Block blocks[rowsEach];
        loadBlocks(block, blocks);
        Scale scales[rowsEach];
        loadScales(block, scales);
        [[unroll]] for (uint part = 0; part < BLOCK_PARTS; ++part) {
            float products[rowsEach * columnsEach];
            [[unroll]] for (uint i = 0; i < rowsEach * columnsEach; ++i) {
                products[i] = 0.0;
            }
            [[unroll]] for (uint q = 0; q < 8 / BLOCK_PARTS; ++q) {
                const uint j = part * (8 / BLOCK_PARTS) + q;
                vec4 w[rowsEach];
                [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
                    w[r] = packedWeights(blocks[r], j);
                }
                [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
                    [[unroll]] for (uint e = 0; e < 4; ++e) {
                        const float x = subgroupShuffle(values[c][e], j);
                        [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
                            products[c * rowsEach + r] =
                                fma(w[r][e], x, products[c * rowsEach + r]);
                        }
                    }
                }
            }
            [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
                [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
                    const uint i = c * rowsEach + r;
                    results[i] =
                        addPart(results[i], scales[r], part, products[i], sums[c][part]);
                }
            }
        }
    }
    if (normsInput) {
        [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
            const float factor = normFactor(sumOfLanes(squares[c], lanes));
            [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
                results[c * rowsEach + r] *= factor;
            }
        }
    }
}
