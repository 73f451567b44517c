// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace yolozu {

/// How many processors this process may use at a time, at least 1: those that it may run on (taskset, cpusets), and no
/// more than a container's quota of time pays for.
int usable_processors();

/// The quota in whole processors, rounded up, that the text of a cgroup's cpu.max ("150000 100000", "max 100000") or of
/// cpu.cfs_quota_us and cpu.cfs_period_us joined by a space grants; 0: no quota, or none that makes sense.
int processors_of_quota(std::string_view quota_and_period);

}  // namespace yolozu
