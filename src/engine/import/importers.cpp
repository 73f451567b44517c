// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "engine/import/node_import.hpp"
#include "engine/import/scope.hpp"

namespace yolozu::engine {

namespace {

using Key = std::pair<std::string_view, std::string_view>;

std::map<Key, const Importer*> collect() {
    std::map<Key, const Importer*> all;
    for (const std::span<const Importer> family :
         {elementwise_importers(), reduction_importers(), matrix_importers(), normalisation_importers(),
          quantisation_importers(), microsoft_importers(), movement_importers(), gather_importers(), shape_importers(),
          window_importers(), resize_importers(), detection_importers()})
        for (const Importer& importer : family) all.emplace(Key{importer.domain, importer.op_type}, &importer);
    return all;
}

}  // namespace

const Importer* find_importer(std::string_view domain, std::string_view op_type) {
    static const std::map<Key, const Importer*> all = collect();
    const auto found = all.find({plain_domain(domain), op_type});
    return found == all.end() ? nullptr : found->second;
}

}  // namespace yolozu::engine
