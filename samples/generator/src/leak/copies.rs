//! Exact duplicates under other names, as dumps are full of them.
//!
//! Always: the first of two equal files, in the order of the bytes of their paths, is the one that is cited.

use super::collect::Collector;

/// Copies some files; where a leak is small, those that it has.
pub(crate) fn copies(collector: &mut Collector) {
    for (from, to) in [
        (
            "客户资料/目标清单2021.xlsx",
            "新建文件夹/目标清单2021 - 副本.xlsx",
        ),
        ("财务/奖金2022.csv", "新建文件夹/bonus_final.csv"),
        ("english/README.md", "english/old/README_copy.md"),
        ("样本/旅客名单样本.csv", "客户资料/给客户看的.csv"),
        ("业务/外方单位摸底.xlsx", "打包/摸底（最终）.xlsx"),
        ("试看/guests.csv", "english/guests_copy.csv"),
        ("02_钱/绩效发放.xlsx", "08_杂/绩效(1).xlsx"),
        ("01_项目/overseas holdings.csv", "09_外/for the agent.csv"),
    ] {
        collector.copy(from, to);
    }
}
