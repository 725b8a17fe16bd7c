//! How often the encoding is decided right, on wordings it was tuned on and on others, by number of lines.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, IBM866, ISO_2022_JP, KOI8_R, SHIFT_JIS, UTF_8,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1256,
};

use super::*;

type Sample = (
    &'static str,
    &'static [&'static Encoding],
    &'static [&'static str],
);

/// What the weights were tried on.
const TUNED: &[Sample] = &[
    (
        "zh-Hans",
        &[GB18030],
        &[
            "合同",
            "会议纪要",
            "奖金5.5万元",
            "关于2021年度项目验收的通知",
            "张伟：明天上午十点开会，请带上合同原件。",
            "我们的产品可以远程控制目标手机，读取短信和通讯录。",
            "姓名,部门,金额,备注",
            "王芳,技术部,3000,加班补贴",
            "客户要求下周一之前交付样本数据，否则不再付款。",
            "数据量：459GB，字段包括姓名、护照号、航班。",
        ],
    ),
    (
        "zh-Hant",
        &[BIG5],
        &[
            "合約",
            "會議紀錄",
            "獎金五萬元",
            "關於二〇二一年度計畫驗收的通知",
            "請於明天上午十點帶合約正本到公司開會。",
            "我們的系統可以遠端控制目標電話，讀取簡訊與通訊錄。",
            "姓名,部門,金額,備註",
            "客戶要求下週一之前交付資料，否則不再付款。",
        ],
    ),
    (
        "ja",
        &[SHIFT_JIS, EUC_JP, ISO_2022_JP],
        &[
            "契約書について",
            "会議は明日の午前十時からです。",
            "お客様の情報を取り扱う際は注意してください。",
            "データの一覧をメールで送りました。",
            "東京都千代田区の事務所で打ち合わせを行います。",
        ],
    ),
    (
        "ko",
        &[EUC_KR],
        &[
            "계약서를 확인해 주세요",
            "내일 오전 열 시에 회의가 있습니다.",
            "고객의 자료를 모두 전달했습니다.",
            "이름,부서,금액,비고",
            "대한민국 정부 기관 목록입니다.",
        ],
    ),
    (
        "ru",
        &[WINDOWS_1251, KOI8_R, IBM866],
        &[
            "Договор подписан вчера",
            "Список сотрудников министерства за 2021 год.",
            "Пожалуйста, отправьте отчёт до конца недели.",
            "Все данные были переданы заказчику по почте.",
            "Сервер недоступен, пароль изменён администратором.",
        ],
    ),
    (
        "ar",
        &[WINDOWS_1256],
        &[
            "تم توقيع العقد أمس في مقر الشركة",
            "قائمة الموظفين في وزارة الداخلية لعام 2021",
            "يرجى إرسال التقرير قبل نهاية الأسبوع",
            "تم تسليم جميع البيانات إلى العميل بالبريد",
        ],
    ),
    (
        "western",
        &[WINDOWS_1252],
        &[
            "Der Vertrag wurde gestern in München unterschrieben.",
            "La réunion est prévue à dix heures, veuillez apporter les données.",
            "El señor Núñez pidió más información sobre el año pasado.",
            "Überweisung über 3.000 € für das nächste Quartal – bestätigt.",
            "A relação dos funcionários não está disponível.",
        ],
    ),
];

/// Written afterwards, never looked at while the weights were chosen.
const HELD_OUT: &[Sample] = &[
    (
        "zh-Hans",
        &[GB18030],
        &[
            "报价单",
            "值班表",
            "老板说工资要拖到月底才发",
            "李强 已读 昨晚服务器又挂了",
            "第三章 系统架构与部署方式",
            "针对境外社交平台账号的取证方案，支持批量导出聊天记录。",
            "甲方：某市公安局；乙方：安洵科技有限公司",
            "编号|省份|城市|联系电话",
            "这批货质量不行，领导很不满意，你自己去解释吧。",
            "附件是投标文件，密码还是老样子。",
        ],
    ),
    (
        "zh-Hant",
        &[BIG5],
        &[
            "報價單",
            "值班表",
            "老闆說薪水要拖到月底才發",
            "第三章 系統架構與佈署方式",
            "甲方：臺北市政府；乙方：資訊股份有限公司",
            "編號|縣市|鄉鎮|聯絡電話",
            "這批貨品質不行，主管很不滿意，你自己去解釋吧。",
            "附件是投標文件，密碼還是老樣子。",
        ],
    ),
    (
        "ja",
        &[SHIFT_JIS, EUC_JP, ISO_2022_JP],
        &[
            "見積書を添付します",
            "サーバーが昨夜また停止しました",
            "給料は月末まで支払われないそうです。",
            "第三章 システム構成と導入手順",
            "番号、氏名、電話番号の順に並べてください。",
        ],
    ),
    (
        "ko",
        &[EUC_KR],
        &[
            "견적서를 보냅니다",
            "어젯밤에 서버가 또 멈췄습니다",
            "월급은 월말에 나온다고 합니다.",
            "제3장 시스템 구조와 설치 방법",
            "번호|지역|전화번호",
        ],
    ),
    (
        "ru",
        &[WINDOWS_1251, KOI8_R, IBM866],
        &[
            "Смета прилагается",
            "Вчера ночью снова упал сервер",
            "Начальник сказал, что зарплату выплатят в конце месяца.",
            "Глава 3. Устройство системы и порядок установки",
            "Номер; область; город; телефон",
        ],
    ),
    (
        "ar",
        &[WINDOWS_1256],
        &[
            "عرض الأسعار مرفق مع هذه الرسالة",
            "توقف الخادم مرة أخرى ليلة البارحة",
            "قال المدير إن الرواتب ستدفع في نهاية الشهر",
            "الفصل الثالث بنية النظام وطريقة التركيب",
        ],
    ),
    (
        "western",
        &[WINDOWS_1252],
        &[
            "Das Angebot liegt bei, Grüße aus Köln.",
            "Le serveur est encore tombé hier soir, le café est froid.",
            "El salario se pagará a fin de mes según el señor Muñoz.",
            "Chapitre trois : démarrage et paramètres du système",
            "Número; região; código; telefone à noite",
        ],
    ),
];

fn utf16(text: &str, least_first: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| match least_first {
            true => unit.to_le_bytes(),
            false => unit.to_be_bytes(),
        })
        .collect()
}

fn utf32(text: &str) -> Vec<u8> {
    text.chars()
        .flat_map(|character| u32::from(character).to_le_bytes())
        .collect()
}

/// Returns right and all decisions of one sample: each window of `lines` lines in each encoding.
fn right(sample: &Sample, lines: usize, wrong: &mut Vec<String>) -> (usize, usize) {
    let (language, encodings, wordings) = sample;
    let lines = lines.min(wordings.len());
    let (mut right, mut all) = (0, 0);
    for window in wordings.windows(lines) {
        let text = window.join("\r\n");
        let mut written: Vec<(&str, Vec<u8>)> = vec![
            ("utf-8", text.clone().into_bytes()),
            ("utf-16le", utf16(&text, true)),
            ("utf-16be", utf16(&text, false)),
            ("utf-32le", utf32(&text)),
        ];
        for encoding in *encodings {
            let (bytes, _, lost) = encoding.encode(&text);
            assert!(!lost, "{text} in {}", encoding.name());
            written.push((encoding.name(), bytes.into_owned()));
        }
        for (name, bytes) in written {
            let decision = decide(&bytes, None);
            all += 1;
            if decode(&bytes, &decision).0 == text {
                right += 1;
            } else {
                wrong.push(format!(
                    "{language} {name} as {}: {window:?}",
                    decision.setting()
                ));
            }
        }
    }
    (right, all)
}

fn accuracy(samples: &[Sample], lines: usize) -> (f64, String) {
    let mut wrong = Vec::new();
    let (mut right_sum, mut sum) = (0, 0);
    let mut report = String::new();
    for sample in samples {
        let (right, all) = right(sample, lines, &mut wrong);
        report.push_str(&format!("{} {right}/{all}  ", sample.0));
        right_sum += right;
        sum += all;
    }
    let share = right_sum as f64 / sum as f64;
    (
        share,
        format!(
            "{lines} lines: {right_sum}/{sum}  {report}\n{}",
            wrong.join("\n")
        ),
    )
}

#[test]
fn encodings_are_decided_right_on_wordings_not_tuned_on() {
    for (samples, least) in [(TUNED, [0.97, 0.99, 1.0]), (HELD_OUT, [0.95, 0.98, 0.99])] {
        for (lines, least) in [1, 2, 4].into_iter().zip(least) {
            let (share, report) = accuracy(samples, lines);
            println!("{report}");
            assert!(share >= least, "{report}");
        }
    }
}

#[test]
fn byte_order_marks_decide_and_are_no_text() {
    for (bytes, name) in [
        (
            [&[0xef, 0xbb, 0xbf][..], "金额".as_bytes()].concat(),
            "UTF-8",
        ),
        (
            [&[0xff, 0xfe][..], &utf16("金额", true)].concat(),
            "UTF-16LE",
        ),
        (
            [&[0xfe, 0xff][..], &utf16("金额", false)].concat(),
            "UTF-16BE",
        ),
        (
            [&[0xff, 0xfe, 0, 0][..], &utf32("金额")].concat(),
            "UTF-32LE",
        ),
    ] {
        let decision = decide(&bytes, None);
        assert_eq!(decision.encoding.name(), name);
        assert_eq!(decision.basis, Basis::ByteOrderMark);
        assert_eq!(decode(&bytes, &decision), ("金额".to_owned(), 0));
    }
}

#[test]
fn chinese_characters_that_are_valid_utf8_by_chance_stay_chinese() {
    // Each byte pair is a valid sequence of UTF-8 as well.
    for text in ["小说", "拢共", "目录"] {
        let bytes = GB18030.encode(text).0.into_owned();
        let decision = decide(&bytes, None);
        if std::str::from_utf8(&bytes).is_ok() {
            assert_eq!(decision.encoding.name(), "gb18030", "{text}");
        }
        assert_eq!(decode(&bytes, &decision).0, text);
    }
    let decision = decide("café, naïve, Ελλάδα".as_bytes(), None);
    assert_eq!(decision.encoding.name(), "UTF-8");
}

#[test]
fn lines_in_two_encodings_are_each_read_in_their_own() {
    let lines = [
        "张伟 你好，合同签了吗？",
        "李强 还没有，等客户回复。",
        "plain",
        "王芳 明天上午十点开会",
    ];
    let mut bytes = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match index {
            1 => bytes.extend_from_slice(line.as_bytes()),
            _ => bytes.extend_from_slice(&GB18030.encode(line).0),
        }
        bytes.push(b'\n');
    }
    let decision = decide(&bytes, None);
    assert_eq!(decision.setting(), "gb18030+utf-8");
    assert_eq!(
        decode(&bytes, &decision).0.lines().collect::<Vec<_>>(),
        lines
    );
}

#[test]
fn one_damaged_byte_does_not_change_the_encoding_and_is_counted() {
    let mut bytes = "客户要求下周一之前交付样本数据。\n".repeat(20).into_bytes();
    bytes[100] = 0xff;
    let decision = decide(&bytes, None);
    assert_eq!(decision.encoding.name(), UTF_8.name());
    let (text, replaced) = decode(&bytes, &decision);
    assert!(replaced > 0 && text.contains("交付样本数据"));
}

#[test]
fn what_a_file_declares_is_followed_only_where_it_fits() {
    let gbk = GB18030.encode("目标").0.into_owned();
    assert_eq!(decide(&gbk, Some("gb2312")).encoding.name(), "gb18030");
    assert_eq!(
        decide("目标".as_bytes(), Some("gb2312")).encoding.name(),
        "UTF-8"
    );
    assert_eq!(
        decide(b"caf\xe9 cr\xe8me", Some("iso-8859-1"))
            .encoding
            .name(),
        "windows-1252"
    );
}
