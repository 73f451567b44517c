// SPDX-License-Identifier: Apache-2.0
#include "bench/machine.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/isa.hpp"
#include "support/files.hpp"

namespace yolozu::bench {
namespace {

/// A system made of files.
class Machine : public testing::Test {
protected:
    void has(const std::string& file, std::string_view text) const {
        const std::filesystem::path path = folder.path() / file;
        std::filesystem::create_directories(path.parent_path());
        test::write_text(path, text);
    }

    test::TemporaryFolder folder;
};

TEST_F(Machine, SaysNothingOfWhatIsNotThere) {
    const MachineFacts facts = read_machine_facts(folder.path());
    EXPECT_EQ(facts.processor, "");
    EXPECT_EQ(facts.processors, 0U);
    EXPECT_EQ(facts.allowed, 0U);
    EXPECT_EQ(facts.vector_level, to_string(checked_isa()));
    EXPECT_FALSE(facts.most_mhz || facts.processor_limit || facts.memory_limit || facts.load);
    const MachineCounters counters = read_machine_counters(folder.path());
    EXPECT_EQ(counters.all_seconds, 0);
    EXPECT_EQ(counters.limit_stops, 0);
}

TEST_F(Machine, IsKnownByItsProcessorsAndThoseAllowed) {
    has("proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Abacus 9000\ncpu MHz\t\t: 1000.5\n\n"
        "processor\t: 1\nmodel name\t: Abacus 9000\ncpu MHz\t\t: 2000\n\n"
        "processor\t: 2\nmodel name\t: Abacus 9000\ncpu MHz\t\t: 3000\n\n"
        "processor\t: 3\nmodel name\t: Abacus 9000\ncpu MHz\t\t: 4000\n\n");
    has("proc/self/status", "Name:\tbench\nCpus_allowed:\tb\nCpus_allowed_list:\t1-2,5\n");
    has("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
    has("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");
    has("proc/loadavg", "1.25 0.50 0.25 2/100 999\n");
    const MachineFacts facts = read_machine_facts(folder.path());
    EXPECT_EQ(facts.processor, "Abacus 9000");
    EXPECT_EQ(facts.processors, 4U);
    EXPECT_EQ(facts.allowed, 3U);
    EXPECT_EQ(facts.least_mhz, 2000);
    EXPECT_EQ(facts.most_mhz, 3000);
    EXPECT_EQ(facts.governor, "powersave");
    EXPECT_EQ(facts.load, 1.25);
}

TEST_F(Machine, IsLimitedByTheTightestGroupAboveIt) {
    has("proc/self/cgroup", "0::/team/job\n");
    has("sys/fs/cgroup/team/cpu.max", "150000 100000\n");
    has("sys/fs/cgroup/team/memory.max", "max\n");
    has("sys/fs/cgroup/team/job/cpu.max", "max 100000\n");
    has("sys/fs/cgroup/team/job/memory.max", "1073741824\n");
    has("sys/fs/cgroup/team/job/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 4\nthrottled_usec 7\n");
    const MachineFacts facts = read_machine_facts(folder.path());
    EXPECT_EQ(facts.processor_limit, 1.5);
    EXPECT_EQ(facts.memory_limit, std::uint64_t{1} << 30);
    EXPECT_EQ(read_machine_counters(folder.path()).limit_stops, 4);
}

TEST_F(Machine, MayHaveGroupsOfTheFirstVersion) {
    has("proc/self/cgroup", "5:cpu,cpuacct:/job\n4:memory:/job\n0::/\n");
    has("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "50000\n");
    has("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000\n");
    has("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    has("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    has("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
    has("sys/fs/cgroup/cpu/job/cpu.stat", "nr_periods 9\nnr_throttled 2\n");
    const MachineFacts facts = read_machine_facts(folder.path());
    EXPECT_EQ(facts.processor_limit, 0.5);
    EXPECT_FALSE(facts.memory_limit) << "that number means none";
    EXPECT_EQ(read_machine_counters(folder.path()).limit_stops, 2);
}

TEST_F(Machine, StaysInItsFoldersWhateverAGroupIsCalled) {
    has("cpu.max", "100000 100000\n");
    has("proc/self/cgroup", "0::/../../..\n");
    EXPECT_FALSE(read_machine_facts(folder.path()).processor_limit);
}

TEST_F(Machine, IsNotConfusedByNonsense) {
    has("proc/cpuinfo", "processor\nprocessor : x\ncpu MHz : fast\n");
    has("proc/self/status", "Cpus_allowed_list:\t9-2,a-b,0-99999999999,,7\n");
    has("proc/self/cgroup", "no colons here\n::\n");
    has("sys/fs/cgroup/cpu.max", "1 0\n");
    has("proc/stat", "cpu x y\n");
    const MachineFacts facts = read_machine_facts(folder.path());
    EXPECT_EQ(facts.allowed, 1U);
    EXPECT_FALSE(facts.processor_limit || facts.most_mhz);
    EXPECT_EQ(read_machine_counters(folder.path()).busy_seconds, 0);
}

TEST_F(Machine, CountsBusyAndStolenTime) {
    // user nice system idle iowait irq softirq steal guest guest_nice, in ticks
    has("proc/stat", "cpu  100 20 30 500 40 5 5 300 90 10\ncpu0 1 2 3\n");
    has("proc/self/status", "Cpus_allowed_list:\t0,1\n");
    has("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n");
    has("sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "4\n");
    has("sys/devices/system/cpu/cpu2/thermal_throttle/core_throttle_count", "9\n");
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const MachineCounters counters = read_machine_counters(folder.path());
    EXPECT_DOUBLE_EQ(counters.all_seconds * ticks, 1000);
    EXPECT_DOUBLE_EQ(counters.busy_seconds * ticks, 160);
    EXPECT_DOUBLE_EQ(counters.stolen_seconds * ticks, 300);
    EXPECT_EQ(counters.heat_stops, 7);
}

TEST(ThisMachine, HasProcessors) {
    const MachineFacts facts = read_machine_facts();
    EXPECT_GE(facts.processors, facts.allowed);
    EXPECT_GE(facts.allowed, 1U);
}

}  // namespace
}  // namespace yolozu::bench
