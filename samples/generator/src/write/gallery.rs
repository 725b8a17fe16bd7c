//! One file of each kind, to test the writers on and to look at.
//!
//! Always: wholly fictional; addresses end in `.example` or are reserved for documentation.

use std::collections::BTreeMap;

use jiff::civil::{DateTime, date};

use super::archive::{Member, Names, tar_gz, zip};
use super::docx::{Comment, docx};
use super::eml::{Attachment, HeaderForm, Mail, Mailbox, Transfer, eml, mbox};
use super::pdf::{self, Kind, PdfFile};
use super::picture::{
    Bubble, Chat, ChatItem, Login, RemoteTool, Terminal, chat, login, pages, remote_tool, terminal,
};
use super::xlsx::{Cell, DayFormat, Format as NumberFormat, Sheet, Workbook, xlsx};
use super::{Block, Encoding, Fonts, Paper, Picture, Quality, Table, WriteError};

const AT: DateTime = DateTime::constant(2022, 3, 4, 15, 6, 8, 0);

/// Pictures by name.
pub(crate) fn pictures(fonts: &Fonts) -> Result<BTreeMap<String, Picture>, WriteError> {
    let mut all = BTreeMap::new();
    for (name, quality) in [
        ("clean", Quality::CLEAN),
        ("small", Quality::SMALL),
        ("forwarded", Quality::FORWARDED),
        ("poor", Quality::POOR),
        ("photo", Quality::PHOTO),
    ] {
        let content = conversation(name == "small", 1);
        all.insert(format!("chat-{name}"), chat(fonts, &content, &quality)?);
        all.insert(format!("login-{name}"), login(fonts, &sign_in(), &quality)?);
        all.insert(
            format!("tool-{name}"),
            remote_tool(fonts, &tool(), &quality)?,
        );
    }
    all.insert(
        "chat-long".into(),
        chat(fonts, &conversation(false, 6), &Quality::CLEAN)?,
    );
    all.insert(
        "terminal".into(),
        terminal(fonts, &shell(), &Quality::CLEAN)?,
    );
    for (name, quality) in [
        ("grey", Quality::GREY),
        ("scan", Quality::SCAN),
        ("photo", Quality::PHOTO),
    ] {
        for (index, page) in pages(fonts, &paper(), 120, &quality)?
            .into_iter()
            .enumerate()
        {
            all.insert(format!("page-{name}-{}", index + 1), page);
        }
    }
    Ok(all)
}

/// PDF files by name, with their lines.
pub(crate) fn pdfs(fonts: &Fonts) -> Result<BTreeMap<&'static str, PdfFile>, WriteError> {
    let mut all = BTreeMap::new();
    for (name, kind) in [
        ("embedded", Kind::Embedded),
        ("no-unicode", Kind::NoUnicode),
        ("unigb", Kind::UniGb),
        ("gbk", Kind::Gbk),
    ] {
        let file = pdf::text(fonts, &paper(), kind)?;
        all.insert(name, file);
    }
    let file = pdf::text(fonts, &traditional(), Kind::Big5)?;
    all.insert("big5", file);
    let file = pdf::scan(fonts, &paper(), 110, &Quality::SCAN)?;
    all.insert("scan", file);
    Ok(all)
}

/// The other files by name.
pub(crate) fn others() -> Result<BTreeMap<&'static str, Vec<u8>>, WriteError> {
    let comments = [Comment {
        block: 1,
        author: "审核".into(),
        text: "金额请再核对 <二次>".into(),
    }];
    let document = docx(&paper(), &comments)?;
    let book = xlsx(&workbook())?;
    let members = [
        Member::new("资料/投标.docx", document.bytes.clone(), AT),
        Member::new("资料/奖金.xlsx", book.bytes.clone(), AT),
    ];
    let base64 = mail(Encoding::Gbk, Transfer::Base64, HeaderForm::EncodedWords);
    let quoted = mail(
        Encoding::Utf8,
        Transfer::QuotedPrintable,
        HeaderForm::EncodedWords,
    );
    let raw = mail(Encoding::Gb18030, Transfer::EightBit, HeaderForm::Raw);
    Ok(BTreeMap::from([
        ("mail-gbk.eml", eml(&base64)?),
        ("mail-utf8.eml", eml(&quoted)?),
        ("mail-raw.eml", eml(&raw)?),
        ("mails.mbox", mbox(&[base64, quoted])?),
        ("files.tar.gz", tar_gz(&members)?),
        ("files.zip", zip(&members, Names::Utf8)?),
        ("bid.docx", document.bytes),
        ("bonus.xlsx", book.bytes),
    ]))
}

/// A chat of three, its messages given as often as asked.
pub(crate) fn conversation(dark: bool, times: usize) -> Chat {
    let say = |mine, sender: &str, body| ChatItem::Message {
        mine,
        sender: sender.into(),
        body,
    };
    let text = |words: &str| Bubble::Text(words.into());
    let round = [
        ChatItem::Time("2022年3月4日 21:07".into()),
        say(
            false,
            "沈砚秋",
            text("尾款什么时候到？合同上写的是 55,000 元，下周五之前付清。"),
        ),
        say(true, "我", text("财务说这个月没钱，先付一半")),
        say(false, "沈砚秋", text("又拖[捂脸] 上次的 2.5万 也没给")),
        say(
            true,
            "我",
            Bubble::File {
                name: "远程协助平台报价单_终稿.xlsx".into(),
                size: "24.6 KB".into(),
            },
        ),
        say(false, "陆小满", Bubble::Voice(12)),
        ChatItem::Notice("\"陆小满\" 撤回了一条消息".into()),
        say(false, "陆小满", Bubble::Image),
        say(
            true,
            "我",
            Bubble::Transfer {
                amount: "¥2,000.00".into(),
                note: "三月房补".into(),
            },
        ),
        say(
            true,
            "我",
            text("OK, see https://wiki.jingguan.example/a?id=7 for the sample data"),
        ),
    ];
    let items = std::iter::repeat_n(round, times).flatten().collect();
    Chat {
        title: "项目三组(5)".into(),
        clock: "21:32".into(),
        dark,
        names: true,
        items,
    }
}

fn sign_in() -> Login {
    let field = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    Login {
        address: "https://192.0.2.17:8443/console/login".into(),
        title: "烛微舆情综合分析平台".into(),
        subtitle: "Zhuwei Integrated Opinion Analysis Platform V3.2".into(),
        fields: vec![
            field("账号", "shenyanqiu"),
            field("密码", "••••••••"),
            field("验证码", "7KQ2"),
        ],
        button: "登 录".into(),
        footer: "版权所有 © 2021 鹤渚镜观信息技术有限公司".into(),
    }
}

fn tool() -> RemoteTool {
    let row = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
    let mut rows = vec![row(["序号", "主机名", "地址", "系统", "上线时间", "备注"])];
    for number in 1..=14 {
        let (host, address) = (
            format!("DESKTOP-{:04X}", number * 2731),
            format!("198.51.100.{}", number * 9),
        );
        let online = format!("2021-11-{number:02} 09:{:02}:33", number * 4);
        let remark = if number % 3 == 0 {
            "梅里亚邮政总局 值班室"
        } else {
            "在线"
        };
        rows.push(row([
            &number.to_string(),
            &host,
            &address,
            "Windows 10 x64",
            &online,
            remark,
        ]));
    }
    RemoteTool {
        title: "远岫远程管理系统 v2.1".into(),
        menu: ["文件", "主机", "任务", "日志", "帮助"]
            .map(str::to_owned)
            .to_vec(),
        tree: vec![
            (0, "全部主机 (14)".into()),
            (1, "梅里亚".into()),
            (2, "邮政".into()),
            (1, "未分组".into()),
        ],
        rows,
        widths: vec![3, 8, 7, 8, 10, 11],
        selected: Some(4),
        status: "已连接 在线 14 台 离线 3 台".into(),
    }
}

fn shell() -> Terminal {
    let lines = [
        "$ ls -lh /data/导出",
        "总用量 3.2G",
        "-rw-r--r-- 1 root root 1.9G 11月  3 09:12 通话记录_2021.csv",
        "-rw-r--r-- 1 root root 1.3G 11月  4 18:40 roads_sample.csv",
        "$ head -2 roads_sample.csv",
        "id,道路名称,长度km",
        "1,云砚大道,12.4",
        "$",
    ];
    Terminal {
        title: "root@203.0.113.5".into(),
        lines: lines.map(str::to_owned).to_vec(),
    }
}

/// A white paper of two pages or more.
pub(crate) fn paper() -> Paper {
    let words = "本系统面向舆情分析、线索研判等业务场景，支持对公开信息的采集、清洗、检索与可视化。\
                 部署方式为单机或集群，单节点日处理量不低于 200 万条，平均响应时间小于 1.5 秒。";
    let english = "The platform collects public posts, cleans them and makes them searchable within 1.5 seconds. \
                   One node handles 2,000,000 posts a day.";
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let table = Table {
        caption: Some("表 1 报价".into()),
        rows: vec![
            row(["名称", "规格", "金额（元）"]),
            row(["采集节点", "2U 服务器，含三年维保及现场服务", "128,000.00"]),
            row(["分析平台软件", "20 并发许可", "350,000.00"]),
        ],
        widths: vec![2, 4, 2],
    };
    let mut blocks = vec![
        Block::Heading("1 概述".into()),
        Block::Paragraph(words.into()),
    ];
    blocks.push(Block::Paragraph(english.into()));
    blocks.push(Block::Table(table.clone()));
    for number in 2..7 {
        blocks.push(Block::Heading(format!("{number} 功能说明")));
        blocks.push(Block::Paragraph(words.repeat(3)));
    }
    blocks.push(Block::Table(Table {
        caption: Some("表 2 分项".into()),
        ..table
    }));
    Paper {
        title: "烛微舆情综合分析平台技术白皮书".into(),
        header: Some("鹤渚镜观信息技术有限公司".into()),
        footer: Some("内部资料".into()),
        numbered: true,
        blocks,
        author: "沈砚秋".into(),
        created: AT,
    }
}

fn traditional() -> Paper {
    let blocks = vec![Block::Paragraph(
        "本合約總金額為新臺幣 1,200,000 元整，分三期支付。".repeat(4),
    )];
    Paper {
        title: "系統建置合約".into(),
        header: None,
        footer: None,
        blocks,
        ..paper()
    }
}

/// A workbook of two sheets.
pub(crate) fn workbook() -> Workbook {
    let text = |words: &str| Cell::Text(words.into());
    let rows = vec![
        vec![
            text("沈砚秋"),
            Cell::Number("55000".into(), NumberFormat::Yuan),
            Cell::Number("5.5".into(), NumberFormat::WanYuan),
            Cell::Day(date(2021, 3, 4), DayFormat::Han),
            Cell::Number("0.175".into(), NumberFormat::Percent),
        ],
        vec![
            text("陆小满 & <组>"),
            Cell::Number("1234567".into(), NumberFormat::Thousands),
            Cell::Empty,
        ],
    ];
    let mut first = Sheet::titled(
        "在控&名单",
        "2021年奖金表",
        &["姓名", "金额", "约", "日期", "比例"],
        rows,
    );
    first.hidden_rows = vec![4];
    let second = Sheet {
        name: "说明".into(),
        hidden: true,
        rows: vec![
            vec![Cell::Day(date(2020, 2, 29), DayFormat::Slashes)],
            vec![text("仅供内部")],
        ],
        ..Sheet::default()
    };
    Workbook {
        title: "奖金".into(),
        author: "财务".into(),
        created: AT,
        sheets: vec![first, second],
    }
}

/// A mail with text, HTML, a picture shown in it and an attachment.
pub(crate) fn mail(charset: Encoding, transfer: Transfer, headers: HeaderForm) -> Mail {
    let mailbox = |name: &str, address: &str| Mailbox {
        name: name.into(),
        address: address.into(),
    };
    let attachment = |name: &str, media_type: &str, id: Option<&str>| Attachment {
        name: name.into(),
        media_type: media_type.into(),
        bytes: b"content of the attachment, long enough for two lines of base64 in the mail"
            .to_vec(),
        content_id: id.map(str::to_owned),
    };
    Mail {
        from: mailbox("沈砚秋", "shen@jingguan.example"),
        to: vec![
            mailbox("陆小满", "lu@jingguan.example"),
            mailbox("", "all@jingguan.example"),
        ],
        cc: vec![mailbox("Finance", "cw@jingguan.example")],
        subject: "答复：关于第三季度项目尾款支付安排的通知（请各部门负责人于周五之前确认）".into(),
        date: AT,
        offset_minutes: 480,
        message_id: "20220304150608.7@jingguan.example".into(),
        in_reply_to: Some("20220303.1@jingguan.example".into()),
        extra: vec![("X-Mailer".into(), "Foxmail 7.2".into())],
        text: Some("各位：\n合同金额 55,000 元，请确认。 \nFrom 财务部 = 王\n".into()),
        html: Some("<p>合同金额 <b>55,000 元</b><img src=\"cid:logo\"></p>".into()),
        attachments: vec![
            attachment("合同终稿.pdf", "application/pdf", None),
            attachment("标志.png", "image/png", Some("logo")),
        ],
        charset,
        declared: true,
        transfer,
        headers,
    }
}

mod tests {
    use super::{others, pdfs, pictures};
    use crate::write::{Fonts, Role};

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        let fonts = Fonts::load().unwrap();
        let again = Fonts::load().unwrap();
        assert!(pictures(&fonts).unwrap() == pictures(&again).unwrap());
        assert!(pdfs(&fonts).unwrap() == pdfs(&again).unwrap());
        assert!(others().unwrap() == others().unwrap());
    }

    #[test]
    fn boxes_lie_in_the_picture_and_edges_ascend() {
        for (name, picture) in pictures(&Fonts::load().unwrap()).unwrap() {
            assert!(picture.lines.len() > 5, "{name}");
            for line in &picture.lines {
                let area = line.area;
                assert!(
                    area.x >= 0.0 && area.y >= 0.0 && area.width > 0.0 && area.height > 0.0,
                    "{name}: {line:?}"
                );
                assert!(
                    area.x + area.width <= picture.width as f32 + 0.01,
                    "{name}: {line:?}"
                );
                assert!(
                    area.y + area.height <= picture.height as f32 + 0.01,
                    "{name}: {line:?}"
                );
                assert_eq!(line.edges.len(), line.text.chars().count() + 1);
                assert!(line.edges.is_sorted(), "{name}: {line:?}");
            }
        }
    }

    #[test]
    fn each_box_holds_ink_and_the_place_right_of_it_does_not() {
        let fonts = Fonts::load().unwrap();
        let picture = &pictures(&fonts).unwrap()["page-grey-1"];
        let image = image::load_from_memory(&picture.bytes)
            .unwrap()
            .into_luma8();
        assert_eq!(
            (image.width(), image.height()),
            (picture.width, picture.height)
        );
        for line in &picture.lines {
            let dark = |left: f32, top: f32, right: f32, bottom: f32| {
                let columns = (left as u32)..(right as u32).min(image.width());
                columns
                    .flat_map(|x| ((top as u32)..(bottom as u32)).map(move |y| (x, y)))
                    .any(|(x, y)| image.get_pixel(x, y).0[0] < 150)
            };
            let area = line.area;
            assert!(
                dark(area.x, area.y, area.x + area.width, area.y + area.height),
                "{line:?}"
            );
            assert!(
                !dark(
                    area.x + area.width + 1.0,
                    area.y + 3.0,
                    area.x + area.width + 4.0,
                    area.y + area.height - 3.0
                ) || line.text.len() < 4,
                "{line:?}"
            );
        }
    }

    #[test]
    fn boxes_follow_a_page_that_is_turned_or_shrunk() {
        let fonts = Fonts::load().unwrap();
        let all = pictures(&fonts).unwrap();
        for name in ["page-scan-1", "page-photo-1"] {
            let image = image::load_from_memory(&all[name].bytes)
                .unwrap()
                .into_luma8();
            let dark = |x: f32, y: f32| image.get_pixel(x as u32, y as u32).0[0] < 200;
            // Title and page number stand alone: there is ink in the box and none around it.
            let alone = [Role::Title, Role::PageNumber];
            for line in all[name]
                .lines
                .iter()
                .filter(|line| alone.contains(&line.role))
            {
                let area = line.area;
                let (right, bottom) = (area.x + area.width, area.y + area.height);
                let across =
                    |y: f32| (area.x as u32 - 8..right as u32 + 8).any(|x| dark(x as f32, y));
                let down =
                    |x: f32| (area.y as u32 - 8..bottom as u32 + 8).any(|y| dark(x, y as f32));
                assert!(across(area.y + area.height / 2.0), "{name}: {line:?}");
                assert!(
                    !across(area.y - 6.0) && !across(bottom + 6.0),
                    "{name}: {line:?}"
                );
                assert!(
                    !down(area.x - 6.0) && !down(right + 6.0),
                    "{name}: {line:?}"
                );
                let ends = [area.x + 1.0, right - 11.0];
                for end in ends {
                    assert!(
                        (0..10).any(|step| down(end + step as f32)),
                        "{name}: {line:?}"
                    );
                }
            }
        }
    }

    #[test]
    #[ignore = "writes files to look at into the folder for temporary files"]
    fn gallery() {
        let folder = std::env::temp_dir().join("daylight-gallery");
        std::fs::create_dir_all(&folder).unwrap();
        let fonts = Fonts::load().unwrap();
        for (name, picture) in pictures(&fonts).unwrap() {
            std::fs::write(
                folder.join(format!("{name}.{}", picture.extension)),
                &picture.bytes,
            )
            .unwrap();
        }
        for (name, file) in pdfs(&fonts).unwrap() {
            std::fs::write(folder.join(format!("{name}.pdf")), file.bytes).unwrap();
        }
        for (name, bytes) in others().unwrap() {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}
