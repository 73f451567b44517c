// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/elf.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <cstring>
#include <string>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::ort {

namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Bytes = std::span<const std::byte>;

std::string processor(unsigned machine) {
    switch (machine) {
        case EM_386:
            return "x86 (32 bit)";
        case EM_X86_64:
            return "x86-64";
        case EM_ARM:
            return "Arm (32 bit)";
        case EM_AARCH64:
            return "AArch64";
        default:
            return fmt::format("processor number {} of the ELF format", machine);
    }
}

Result<Header> read_header(Bytes bytes) {
    Header header{};
    if (bytes.size() < sizeof header || std::memcmp(bytes.data(), ELFMAG, SELFMAG) != 0)
        return Error(ErrorCode::malformed, "it is no shared library: it does not begin with an ELF header");
    std::memcpy(&header, bytes.data(), sizeof header);
    return header;
}

/// The machine number lies at the same place in 32-bit and 64-bit files.
Status check_processor(const Header& header) {
    YOLOZU_ASSIGN(const MappedFile program, MappedFile::open("/proc/self/exe"));
    YOLOZU_ASSIGN(const Header own, read_header(program.bytes()));
    if (header.e_machine != own.e_machine || header.e_ident[EI_CLASS] != own.e_ident[EI_CLASS])
        return Error(ErrorCode::unsupported, fmt::format("it is a library for {}, this program runs on {}",
                                                         processor(header.e_machine), processor(own.e_machine)));
    return {};
}

/// Whether bytes [offset, offset + size) are in the file.
bool lies_within(Bytes bytes, std::uint64_t offset, std::uint64_t size) {
    return offset <= bytes.size() && size <= bytes.size() - offset;
}

Status check_segments(Bytes bytes, const Header& header) {
    const Error cut_short(ErrorCode::malformed,
                          fmt::format("it is cut short or damaged: parts of it lie beyond its {} bytes", bytes.size()));
    if (!lies_within(bytes, header.e_phoff, sizeof(Segment) * std::uint64_t{header.e_phnum})) return cut_short;
    for (std::size_t index = 0; index < header.e_phnum; ++index) {
        Segment segment{};
        std::memcpy(&segment, bytes.data() + header.e_phoff + index * sizeof segment, sizeof segment);
        if (segment.p_type == PT_LOAD && !lies_within(bytes, segment.p_offset, segment.p_filesz)) return cut_short;
    }
    return {};
}

}  // namespace

Status check_elf(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(const MappedFile file, MappedFile::open(path));
    YOLOZU_ASSIGN(const Header header, read_header(file.bytes()));
    YOLOZU_TRY(check_processor(header));
    return check_segments(file.bytes(), header);
}

}  // namespace yolozu::ort
