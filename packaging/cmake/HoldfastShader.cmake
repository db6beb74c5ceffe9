# SPDX-License-Identifier: Apache-2.0
# Compute kernels: one .comp each, compiled to SPIR-V at build time and part of the program.
find_program(HOLDFAST_GLSLC glslc REQUIRED)

# holdfast_shader(TARGET NAME SOURCE file.comp [DEFINES A B=1 …]): TARGET may include
# "shaders/NAME.h", which has the kernel as inference::kernels::nameInCamelCase. One file may be
# compiled under several names with different macros: types cannot be specialisation constants, so
# weight formats are macros; numbers are constants, not macros. `#include "…"` in shaders is looked
# up beside the file and from the root of the sources; a change there compiles the kernel again.
function(holdfast_shader target name)
  cmake_parse_arguments(ARG "" "SOURCE" "DEFINES" ${ARGN})
  cmake_path(ABSOLUTE_PATH ARG_SOURCE OUTPUT_VARIABLE source)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/generated/shaders)
  set(words ${folder}/${name}.inc)
  list(TRANSFORM ARG_DEFINES PREPEND -D)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${words}
    COMMAND ${HOLDFAST_GLSLC} --target-env=vulkan1.2 -O -Werror -mfmt=num
      -I ${PROJECT_SOURCE_DIR} ${ARG_DEFINES} -MD -MF ${words}.d -MT ${words} -o ${words} ${source}
    DEPENDS ${source} DEPFILE ${words}.d COMMENT "Compiling the kernel ${name}" VERBATIM)
  string(REGEX MATCHALL "[a-z0-9]+" parts ${name})
  list(POP_FRONT parts camel)
  foreach(part IN LISTS parts)
    string(SUBSTRING ${part} 0 1 first)
    string(SUBSTRING ${part} 1 -1 rest)
    string(TOUPPER ${first} first)
    string(APPEND camel ${first}${rest})
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/${name}.h CONTENT "// Generated at configure time.
#pragma once
#include \"inference/vulkan/kernel.h\"
namespace inference::kernels {
inline constexpr std::uint32_t ${camel}Words[] = {
#include \"${name}.inc\"
};
inline constexpr Kernel ${camel}{\"${name}\", ${camel}Words};
}
")
  add_custom_target(${target}_kernel_${name} DEPENDS ${words})
  add_dependencies(${target} ${target}_kernel_${name})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()
