// SPDX-License-Identifier: Apache-2.0
#include "app/log.h"

#include "core/base/durable_file.h"
#include "core/base/places.h"

#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

namespace app {

namespace {

constexpr std::size_t fileBytesMax = std::size_t{1024} * 1024;
constexpr std::size_t filesMax = 3;

} // namespace

void startLog()
{
    std::shared_ptr<spdlog::logger> logger;
    try {
        const auto directory = core::statePlace();
        if (core::makeDirectory(directory)) {
            logger = spdlog::rotating_logger_mt(
                "holdfast", (directory / "holdfast.log").native(), fileBytesMax, filesMax);
        }
    } catch (const spdlog::spdlog_ex&) {
        logger.reset();
    }
    if (!logger) {
        logger = spdlog::null_logger_mt("nowhere");
    }
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %P %t %l %v", spdlog::pattern_time_type::utc);
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

} // namespace app
