//! What is drawn: sentences of our own, as people chat, report and list, with names, sums, dates and addresses that
//! are drawn by lot. Always the same for the same number.

/// Messages and sentences; what stands in braces is drawn by lot.
const SENTENCES: &[&str] = &[
    "昨天的会议纪要已经发到群里了，大家抽空看一下",
    "这个月的奖金什么时候发？{name}那边说还要等两周",
    "客户要求{date}之前交付第三版，价格不变",
    "服务器又宕机了，麻烦运维同学看看 {ip}",
    "合同金额是人民币 {sum} 元，含税",
    "我在{city}出差，下周三回来再说",
    "系统支持 Windows 7/10/11 和 Android 12 以上版本",
    "请把样本数据打包发到 {mail}",
    "他说那边的项目已经黄了，尾款收不回来",
    "数据量大概 {size}，压缩以后还有 120G",
    "{name}和{name}负责{city}片区，{name}负责西南",
    "The meeting is moved to {time}, room B-204.",
    "Please review the attached draft before Monday.",
    "Invoice {sum} was paid on {date}, see {mail}",
    "好的，收到",
    "OK，没问题",
    "嗯嗯",
    "在吗？有个急事想问你一下",
    "领导说今年的预算砍了三成，差旅费也要压缩",
    "邮箱密码重置之后还是登不上去，提示 error 403",
    "培训时间：{date}上午9:00至11:30",
    "这套设备的报价是 {sum}，可以谈，但不能再低",
    "下午的航班延误了两个半小时，现在还在候机厅",
    "请各部门于本月二十日前提交年度总结和明年计划",
    "项目验收报告需要甲方盖章，共一式四份",
    "打印机没墨了，行政说明天才能送来",
    "我已经把日志传到共享盘了，路径是 /data/log/{digits}",
    "新来的实习生叫{name}，先跟着老张熟悉业务",
    "关于贯彻落实网络安全等级保护制度的实施意见",
    "附件三：设备采购清单及技术参数响应表",
    "哈哈哈，你也太逗了吧！",
    "别催了，今晚一定给你",
    "{name}的手机号是 {phone}，打不通就发短信",
    "{city}那边要的名单整理好了吗？{name}催了三次",
    "快递单号 SF{digits}{digits}，后天到{city}",
    "他嫌咱们报价贵，说隔壁公司只要 {sum}",
    "会上{name}发了脾气，说谁泄露出去谁负责",
    "明早八点半在北门集合，别忘带身份证",
    "你把 {ip}:8443 的白名单先关了，不然扫不进去",
    "老婆催我回家吃饭，剩下的明天再弄吧",
    "晚上聚餐定在{city}路的湘菜馆，人均一百二",
    "这批账号里能用的不到一半，密码都改过了",
    "Let's push the release to {date} and keep the old build.",
    "年底冲业绩，{name}一个人签了 {sum}",
    "账期九十天，逾期按日万分之五计收违约金",
    "请假条已批，{date}起休年假五天",
    "系统日志显示 {time} 有人从 {ip} 登录",
    "瞎折腾了一宿，最后发现网线没插",
];

/// Sentences of reports.
const PROSE: &[&str] = &[
    "本报告对{date}以来的工作进行了回顾和总结。",
    "上半年，公司在市场拓展、产品研发、团队建设等方面取得了一定成绩，但也暴露出若干问题。",
    "一是回款周期偏长，部分项目验收滞后；二是核心技术人员流失率上升，新人培养尚需时日。",
    "研发与销售之间沟通不畅，需求变更频繁，{city}项目因此延期。",
    "建议建立按月对账制度，由财务部牵头，逐笔核实应收账款。",
    "其次，完善绩效考核办法，向一线骨干适当倾斜。",
    "再次，定期召开产研联席会议，明确接口人和时间节点，由{name}统筹。",
    "要高度重视信息安全工作，严禁将内部资料上传至公共网盘，凡涉及客户数据的操作均须留痕备查。",
    "据统计，截至{date}，在册员工一百四十二人，其中研发人员八十七人，占比 61.3%。",
    "签订合同三十六份，合同总额 {sum} 元，同比增长百分之十八点五。",
    "下一阶段，公司将继续聚焦重点行业，压缩非必要开支，力争全年实现扭亏为盈。",
    "乙方应当自收到发票之日起十五个工作日内，向甲方指定账户支付全部款项。",
    "因不可抗力致使本合同无法履行的，双方互不承担违约责任，但应及时通知对方。",
    "经查，{name}于{date}擅自将涉密载体带出办公场所，予以通报批评。",
    "沿途山高谷深，桥隧相连，工程队昼夜轮班，终于赶在雨季之前贯通。",
    "The system collects call records from {city} and stores them for 180 days.",
    "会议由{name}主持，{name}、{name}等九人参加，{name}缺席。",
    "以上意见，妥否，请批示。",
];

const FAMILIES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红辉玲芬燕彬鹏浩凯健俊帆宇轩梓涵欣怡雨晨嘉琪思远志国建文博雅婷翀骁婧晗煜烨琛璐瑶菲蕾颖薇淼鑫晟昊睿哲铭锐旭翔骏瀚";
const CITIES: &[&str] = &[
    "成都",
    "昆明",
    "乌鲁木齐",
    "哈尔滨",
    "厦门",
    "西安",
    "兰州",
    "拉萨",
    "南京",
    "郑州",
    "长沙",
    "贵阳",
    "海口",
    "呼和浩特",
    "石家庄",
    "泸州",
    "亳州",
    "衢州",
    "深圳",
    "武汉",
];
const UNITS: &[&str] = &[
    "研发中心",
    "市场部",
    "综合管理部",
    "技术支持",
    "售后服务",
    "财务部",
    "民航管理局",
    "国家电信公司",
    "卫生部",
    "高等教育委员会",
    "Ministry of Energy",
    "公安局网安支队",
    "数据工程部",
    "采购科",
    "National Bank",
];
const THINGS: &[&str] = &[
    "旅客记录",
    "通话详单",
    "病历",
    "学籍信息",
    "邮件",
    "交换机",
    "机房租用",
    "Laptop stand",
    "SSD 1TB",
    "样本已发",
    "每月更新",
    "历史数据",
    "在谈",
    "已失效",
    "全量",
    "增量",
    "防火墙策略",
    "户籍底册",
    "Call detail records",
    "—",
];

/// Numbers that look random and are the same every time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Returns a number below `most`.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % most as u64) as usize
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn sign(&mut self, signs: &str) -> char {
        signs
            .chars()
            .nth(self.below(signs.chars().count()))
            .unwrap_or_default()
    }

    /// Returns a message.
    pub(crate) fn sentence(&mut self) -> String {
        let form = self.of(SENTENCES);
        self.filled(form)
    }

    /// Returns running text of so many sentences.
    pub(crate) fn prose(&mut self, sentences: usize) -> String {
        (0..sentences)
            .map(|_| {
                let form = self.of(PROSE);
                self.filled(form)
            })
            .collect()
    }

    fn filled(&mut self, form: &str) -> String {
        let mut out = String::new();
        for (index, piece) in form.split(['{', '}']).enumerate() {
            match index % 2 {
                0 => out.push_str(piece),
                _ => out.push_str(&self.slot(piece)),
            }
        }
        out
    }

    /// Returns something of a kind.
    pub(crate) fn slot(&mut self, kind: &str) -> String {
        let mut number = |from: usize, most: usize| from + self.below(most);
        match kind {
            "name" => {
                let mut name = self.sign(FAMILIES).to_string();
                for _ in 0..=self.below(2) {
                    name.push(self.sign(GIVEN));
                }
                name
            }
            "date" if number(0, 2) == 0 => format!(
                "{}年{}月{}日",
                number(2014, 11),
                number(1, 12),
                number(1, 28)
            ),
            "date" => format!(
                "{}-{:02}-{:02}",
                number(2014, 11),
                number(1, 12),
                number(1, 28)
            ),
            "time" => format!("{:02}:{:02}", number(0, 24), number(0, 60)),
            "ip" => format!(
                "{}.{}.{}.{}",
                number(10, 190),
                number(0, 256),
                number(0, 256),
                number(1, 254)
            ),
            "sum" => format!(
                "{},{:03}.{:02}",
                number(1, 998),
                number(0, 1000),
                number(0, 100)
            ),
            "size" => format!("{}.{}GB", number(1, 900), number(0, 10)),
            "phone" => format!("1{}{:08}", number(30, 69), number(0, 100_000_000)),
            "digits" => format!("{:06}", number(0, 1_000_000)),
            "mail" => format!("ops{}@example.org", number(1, 999)),
            "city" => self.of(CITIES).to_owned(),
            "unit" => self.of(UNITS).to_owned(),
            _ => self.of(THINGS).to_owned(),
        }
    }
}

/// Heads of tables, and what stands below each.
pub(crate) const TABLES: &[&[(&str, &str)]] = &[
    &[
        ("序号", "row"),
        ("姓名", "name"),
        ("部门", "unit"),
        ("金额（元）", "sum"),
        ("发放日期", "date"),
    ],
    &[
        ("国家/地区", "city"),
        ("单位名称", "unit"),
        ("数据类型", "thing"),
        ("数据量", "size"),
        ("备注", "thing"),
    ],
    &[
        ("No.", "row"),
        ("Item", "thing"),
        ("IP", "ip"),
        ("Total", "sum"),
        ("联系电话", "phone"),
        ("负责人", "name"),
    ],
    &[
        ("姓名", "name"),
        ("手机号", "phone"),
        ("登录时间", "time"),
        ("来源地址", "ip"),
        ("邮箱", "mail"),
    ],
];
