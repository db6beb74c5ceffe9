# SPDX-License-Identifier: Apache-2.0
# The one way a module, a test and an embedded file come into the build.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(HOLDFAST_SANITIZE)
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1") # instrumented code takes several times as long at -O2
else()
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

add_library(holdfast_options INTERFACE)
target_compile_options(holdfast_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
  -Wimplicit-fallthrough -ffp-contract=off
  $<$<BOOL:${HOLDFAST_WERROR}>:-Werror>)
target_include_directories(holdfast_options INTERFACE ${PROJECT_SOURCE_DIR})
if(HOLDFAST_SANITIZE)
  target_compile_options(holdfast_options INTERFACE
    -fsanitize=${HOLDFAST_SANITIZE} -fno-omit-frame-pointer
    -Wno-maybe-uninitialized) # guesses wrongly about instrumented code
  target_link_options(holdfast_options INTERFACE -fsanitize=${HOLDFAST_SANITIZE})
  if(HOLDFAST_SANITIZE MATCHES "undefined")
    target_compile_options(holdfast_options INTERFACE -fno-sanitize-recover=undefined)
  endif()
  # Qt is not instrumented: its own watchdog thread would be reported, and it hides a fork.
  set(holdfast_sanitizer_environment
    "ASAN_OPTIONS=strict_string_checks=1:detect_stack_use_after_return=1"
    "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/sanitizers/leaks.supp"
    "UBSAN_OPTIONS=print_stacktrace=1"
    "TSAN_OPTIONS=die_after_fork=0:halt_on_error=1:second_deadlock_stack=1:suppressions=${PROJECT_SOURCE_DIR}/tests/sanitizers/threads.supp"
    "QTEST_FUNCTION_TIMEOUT=600000")
endif()

# holdfast_module(NAME SOURCES … PUBLIC libs… PRIVATE libs…): a static library with the project's options.
function(holdfast_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC holdfast_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# holdfast_test(NAME SOURCES … LIBRARIES … [LABELS …] [TIMEOUT s] [THREADS]): one Qt Test program, one
# ctest entry. THREADS: it runs threads of ours, so the thread sanitizer has something to see; its
# preset builds and runs these alone.
# A source that includes its own NAME.moc gets it made by moc directly: AUTOMOC would cost one more
# scan and one more compilation for each of many small programs.
function(holdfast_test name)
  cmake_parse_arguments(ARG "THREADS" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(HOLDFAST_SANITIZE MATCHES "thread" AND NOT ARG_THREADS)
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  holdfast_moc(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE holdfast_options Qt6::Core Qt6::Test ${ARG_LIBRARIES})
  if(NOT ARG_LIBRARIES MATCHES "ui") # its Qt definitions differ, so the headers would too
    holdfast_use_test_headers(${name})
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES
    LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "HOLDFAST_SOURCE_DIR=${PROJECT_SOURCE_DIR};QT_QPA_PLATFORM=offscreen;${holdfast_sanitizer_environment}")
endfunction()

# Runs moc over each source that includes its own .moc file.
function(holdfast_moc target)
  foreach(source IN LISTS ARGN)
    cmake_path(GET source STEM stem)
    file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/${source} included REGEX "#include \"${stem}\\.moc\"")
    if(included)
      qt6_generate_moc(${CMAKE_CURRENT_SOURCE_DIR}/${source}
        ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc/${stem}.moc)
      target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc/${stem}.moc)
      target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc)
    endif()
  endforeach()
endfunction()

# What nearly every test includes, compiled once: JSON alone takes seconds a file. Nothing of Qt,
# whose test headers see another definition in each folder.
function(holdfast_use_test_headers target)
  if(NOT TARGET test_headers)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/test_headers.cpp CONTENT "// Compiles the headers.\n")
    add_library(test_headers STATIC ${CMAKE_BINARY_DIR}/test_headers.cpp) # -fPIC, as Qt wants it
    target_link_libraries(test_headers PRIVATE holdfast_options core_base)
    target_precompile_headers(test_headers PRIVATE <nlohmann/json.hpp> <fmt/format.h>
      <functional> <map> <memory> <string> <vector>)
  endif()
  target_precompile_headers(${target} REUSE_FROM test_headers)
endfunction()

# holdfast_embed(TARGET NAMESPACE OUTPUT FILES…): text files as an array OUTPUT of {name, text} in
# OUTPUT.h, in the order given. For SQL, so that the program needs no data files. The header is made
# by a target of its own, because TARGET may have been added in another folder.
function(holdfast_embed target namespace output)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/embedded/${output}.h)
  set(paths)
  foreach(file IN LISTS ARGN)
    list(APPEND paths ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  string(REPLACE ";" "|" joined "${paths}")
  add_custom_command(OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DNAMESPACE=${namespace} -DVARIABLE=${output} "-DFILES=${joined}"
            -DHEADER=${header} -P ${PROJECT_SOURCE_DIR}/packaging/cmake/EmbedText.cmake
    DEPENDS ${paths} ${PROJECT_SOURCE_DIR}/packaging/cmake/EmbedText.cmake VERBATIM)
  add_custom_target(${target}_${output} DEPENDS ${header})
  add_dependencies(${target} ${target}_${output})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded)
endfunction()
