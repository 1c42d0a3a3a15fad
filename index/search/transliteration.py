"""Names across scripts: whether `Kazykhanov` and 卡济哈诺夫 sound like one name.

Both names become sequences of sounds, a Chinese one through its pinyin. The likeness is the
log-odds of the best alignment: how much likelier each pair of sounds is in one name written twice
than by chance (Fellegi and Sunter 1969), with weights from the alignment of some 3,000 names of
places and people in CLDR and CC-CEDICT by expectation-maximisation (Ristad and Yianilos 1998),
rounded, and with rare sounds completed by hand. It is divided by the square root of the number of
sounds, as chance likeness grows with length.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from functools import cache
from itertools import accumulate

Sounds = tuple[str, ...]

# GB 2312 puts its 3,755 common characters in the order of their pinyin: the first character of
# each syllable is enough to read them all. ü is written v.
_FIRST = """
啊a 埃ai 鞍an 肮ang 凹ao 芭ba 白bai 斑ban 邦bang 苞bao 杯bei 奔ben 崩beng 逼bi 鞭bian 标biao 鳖bie
彬bin 兵bing 玻bo 捕bu 擦ca 猜cai 餐can 苍cang 操cao 厕ce 层ceng 插cha 拆chai 搀chan 昌chang 超chao
车che 郴chen 撑cheng 吃chi 充chong 抽chou 初chu 揣chuai 川chuan 疮chuang 吹chui 春chun 戳chuo 疵ci
聪cong 凑cou 粗cu 蹿cuan 摧cui 村cun 磋cuo 搭da 呆dai 耽dan 当dang 刀dao 德de 蹬deng 堤di 颠dian
碉diao 跌die 丁ding 丢diu 东dong 兜dou 督du 端duan 堆dui 墩dun 掇duo 蛾e 恩en 而er 发fa 藩fan 坊fang
菲fei 芬fen 丰feng 佛fo 否fou 夫fu 噶ga 该gai 干gan 冈gang 篙gao 哥ge 给gei 根gen 耕geng 工gong
钩gou 辜gu 刮gua 乖guai 棺guan 光guang 瑰gui 辊gun 锅guo 哈ha 骸hai 酣han 夯hang 壕hao 呵he 嘿hei
痕hen 哼heng 轰hong 喉hou 呼hu 花hua 槐huai 欢huan 荒huang 灰hui 荤hun 豁huo 击ji 嘉jia 歼jian
僵jiang 蕉jiao 揭jie 巾jin 荆jing 炯jiong 揪jiu 鞠ju 捐juan 撅jue 均jun 喀ka 开kai 刊kan 康kang
考kao 坷ke 肯ken 坑keng 空kong 抠kou 枯ku 夸kua 块kuai 宽kuan 匡kuang 亏kui 坤kun 括kuo 垃la 莱lai
蓝lan 琅lang 捞lao 勒le 雷lei 棱leng 厘li 俩lia 联lian 粮liang 撩liao 列lie 琳lin 玲ling 溜liu
龙long 楼lou 芦lu 驴lv 峦luan 掠lve 抡lun 萝luo 妈ma 埋mai 瞒man 芒mang 猫mao 么me 玫mei 门men
萌meng 眯mi 棉mian 苗miao 蔑mie 民min 明ming 谬miu 摸mo 谋mou 拇mu 拿na 氖nai 南nan 囊nang 挠nao
呢ne 馁nei 嫩nen 能neng 妮ni 蔫nian 娘niang 鸟niao 捏nie 您nin 柠ning 牛niu 脓nong 奴nu 女nv 暖nuan
虐nve 挪nuo 哦o 欧ou 啪pa 拍pai 攀pan 乓pang 抛pao 呸pei 喷pen 砰peng 坯pi 篇pian 飘piao 撇pie 拼pin
乒ping 坡po 扑pu 期qi 掐qia 牵qian 枪qiang 橇qiao 切qie 钦qin 青qing 琼qiong 秋qiu 趋qu 圈quan 缺que
裙qun 然ran 瓤rang 饶rao 惹re 壬ren 扔reng 日ri 戎rong 揉rou 茹ru 软ruan 蕊rui 闰run 若ruo 撒sa
腮sai 三san 桑sang 搔sao 瑟se 森sen 僧seng 莎sha 筛shai 珊shan 墒shang 梢shao 奢she 砷shen 声sheng
师shi 收shou 蔬shu 刷shua 摔shuai 栓shuan 霜shuang 谁shui 吮shun 说shuo 斯si 松song 搜sou 苏su
酸suan 虽sui 孙sun 蓑suo 塌ta 胎tai 坍tan 汤tang 掏tao 特te 藤teng 梯ti 天tian 挑tiao 贴tie 厅ting
通tong 偷tou 凸tu 湍tuan 推tui 吞tun 拖tuo 挖wa 歪wai 豌wan 汪wang 威wei 瘟wen 嗡weng 挝wo 巫wu 昔xi
瞎xia 掀xian 相xiang 萧xiao 楔xie 薪xin 星xing 兄xiong 休xiu 墟xu 轩xuan 靴xue 勋xun 压ya 焉yan
殃yang 邀yao 椰ye 一yi 茵yin 英ying 哟yo 拥yong 幽you 迂yu 鸳yuan 曰yue 耘yun 匝za 栽zai 咱zan
赃zang 遭zao 责ze 贼zei 怎zen 增zeng 扎zha 摘zhai 瞻zhan 樟zhang 招zhao 遮zhe 珍zhen 蒸zheng 芝zhi
中zhong 舟zhou 珠zhu 抓zhua 拽zhuai 专zhuan 桩zhuang 椎zhui 谆zhun 捉zhuo 兹zi 鬃zong 邹zou 租zu
钻zuan 嘴zui 尊zun 昨zuo
"""
# Characters outside that order which stand in names.
_RARE = """
蓓bei 璨can 婵chan 琛谌chen 晟cheng 妲da 黛dai 焘tao 笃du 梵fan 斐腓翡fei 芙fu 伽jia 鹘gu 晗han
昊皓灏颢hao 诃he 泓hong 骅hua 晖蕙hui 骥霁ji 迦jia 婕jie 瑾槿jin 婧菁jing 隽juan 珏jue 恺锴kai 珂ke
蔻kou 岚lan 俪li 璐lu 岷min 茗ming 谟mo 缪miu 楠nan 瑙nao 侬nong 珀po 琦琪淇绮麒qi 芊qian 荃铨quan
嵘rong 睿芮rui 姗shan 笙sheng 稣su 昙tan 韬tao 忒te 滕teng 缇ti 婷ting 佟tong 炜玮葳薇wei 汶雯wen
邬wu 郗曦玺茜xi 潇筱骁xiao 昕鑫xin 栩xu 璇煊萱xuan 娅ya 闫晏嫣yan 烨ye 翊漪yi 胤yin 滢瑛ying 镛yong
钰毓煜瑜yu 媛yuan 筠yun 瓒zan 吒zha 璋zhang 祯zhen 铮峥zheng 芷zhi 茱zhu 梓zi
"""
# What a sound of a Latin name (a consonant with ' has no vowel after it; ce, ge stand before e, i
# and y) may be in Chinese, with log-odds in whole nats; `.` is nothing at all. E, U and I are the
# vowels that only carry a consonant (特, 夫, 斯), N and G the ends of 安 and 昂, R is 尔.
_WEIGHTS = """
a .-3 a2 ai0 o-1 ie-1 ei-1 e-1 ao-1 | e .-2 ie2 ei2 e2 ai2 E1 u0 o0 i0 a-1 U-1 I-2
e' .-1 ei2 ie1 ai1 I1 E1 i-1 a-1 U-1 | ee .-4 i2 e2 ai1 | i .-3 i2 ei1 ai1 v0 ie0 e0 I-1 E-1
o .-4 o2 ao2 v1 u1 ie1 e1 E1 U0 a-1 | ou .-4 U3 ao2 w1 u1 o1 e1
u .-3 u2 ao2 U2 v1 o1 w0 e0 E-1 a-2 | b .-5 b3 p1 w0 | b' .-4 b3 | c .-5 k3 j2 g2 q1 ch1
c' .-2 q3 k3 g1 | ce .-5 x3 q3 s2 | ch .-5 q4 ch4 zh3 x2 sh2 j1 h1 k1
ch' .-4 q4 zh3 sh3 x2 h2 k1 | d .-5 d3 t0 j0 | d' .-1 d3 t0 | dj .-3 j4 zh3 | dz .-2 z5 zh3 j3
dz' .-2 z5 c3 | f .-5 f4 | f' .-5 f4 | g .-4 g4 j3 h0 | g' .-1 g3 | ge .-3 r4 j3 g3 zh2 q2 h1
gh .-2 j3 h3 g3 | gh' .-1 g3 | gn .-2 n3 | h .-2 h4 x2 | h' .-1 h3
j .-4 zh3 r3 j3 y2 q2 h2 x1 sh1 | j' .-1 j3 | k .-5 k3 j3 q1 g1 | k' .-3 k3 g0 | kh .-4 k3 h3 x1
kh' .-2 k3 h3 | l .-5 l3 R0 | l' .-2 R3 l0 | ll .-5 l2 R2 y1 | ll' .-2 R4 | m .-5 m3
m' .-4 m2 G2 N2 | n .-5 n3 N0 G0 | n' .-3 N3 G3 | p .-5 p4 b2 | p' .-3 p4 b1 | r .-4 l2 r1 R0
r' .-1 R3 | rz .-3 r5 R3 | rz' .-2 R4 sh2 | s .-4 x3 s3 sh2 ch1 c1
s' .-3 s3 sh2 zh1 r1 x-1 j-1 | sh .-5 sh4 x3 zh2 s0 | sh' .-2 sh4 x2 | sz .-2 x4 sh3 s2
sz' .-3 s3 sh3 | t .-5 t3 d2 q0 j0 | t' .-2 t3 d0 | th .-5 t3 s2 x1 d1 | th' .-1 t2 s2 d1
ts .-3 c5 q4 t2 | ts' .-3 c6 z4 | v .-4 w4 f2 b1 | v' .-4 f4 | w .-4 w4 u2 h2 | w' .-1 f3 u2 ao2
x .-4 x3 sh3 s2 | x' .-1 s2 | y .-2 y3 i1 ai1 | z .-5 zh4 z4 x2 sh2 s2 q2 j1 | z' .-3 z4 c4 s2
zh .-2 zh4 r4 j3 | zh' .-2 r5 sh2
"""
# What it costs that a sound stands only in the Chinese name.
_ADDED = """
E-1 I0 U-1 a-4 ai-4 ao-3 e-2 ei-4 i-2 ie-3 o-3 u-2 v-1 N-2 G-3 R-5 y0 zh-1 c-2 r-2 z-2 sh-3
b-5 ch-4 d-5 f-5 g-4 h-4 j-4 k-4 l-5 m-5 n-5 p-5 q-4 s-5 t-5 w-4 x-5
"""
_OTHER_PAIR = -4.0
_LAST = "座".encode("gb2312")
_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "dj", "ð": "d", "ə": "a", "ß": "ss", "æ": "e", "č": "ch", "ć": "ch"}
    | {"š": "sh", "ş": "sh", "ș": "sh", "ž": "zh", "ğ": "gh", "ñ": "ny", "ł": "l", "ę": "en"}
    | {"ą": "on", "ř": "rz", "å": "o", "ț": "ts"}
)
_GRAPHEME = re.compile(
    "shch|tsch|sch|tch|dzh|dsch|sh|zh|kh|gh|ph|th|ch|ts|tz|cz|sz|rz|dz|dj|ck|qu|gn|oo|ou|ee|aa|uu"
    r"|ii|([b-df-hj-np-tv-z])\1|[a-z]"
)
_SPELLINGS = "shch=sh tsch=ch sch=sh tch=ch dsch=j dzh=j tz=ts ph=f ck=k qu=k q=k cz=ch aa=a ii=ee"
_SOUND_OF = dict(pair.split("=") for pair in f"{_SPELLINGS} oo=ou uu=ou".split())
_VOWELS = frozenset(("a", "e", "i", "o", "u", "ee", "ou"))
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-z]+?)(ng|n)?$")
# ao and ie stand for one vowel, ia and ui for two; uo and ou are an o.
_FINALS: dict[str, Sounds] = {
    **{final: (final,) for final in ("ai", "ao", "ei", "ie")},
    **dict.fromkeys(("uo", "ou"), ("o",)),
    **dict.fromkeys(("ue", "ve"), ("v", "ie")),
    "iao": ("i", "ao"),
    "uai": ("u", "ai"),
}


def latin_sounds(name: str) -> Sounds:
    """The sounds of a name in Latin letters, accents and all; other characters are left out."""
    plain = unicodedata.normalize("NFKC", name).lower().translate(_LETTERS)
    letters = latin_letters(plain)
    return tuple(_sound(letters, found) for found in _GRAPHEME.finditer(letters))


def latin_letters(name: str) -> str:
    """The letters a to z of a name in small letters, without accents."""
    return re.sub("[^a-z]", "", unicodedata.normalize("NFKD", name.lower()))


def chinese_sounds(name: str) -> Sounds | None:
    """The sounds of a name in simplified characters; None where one of them cannot be read."""
    syllables = pinyin(name)
    if syllables is None:
        return None
    return tuple(sound for syllable in syllables for sound in _syllable_sounds(syllable))


def pinyin(name: str) -> Sounds | None:
    """The syllables of a name without tones (ü as v); None where a character cannot be read."""
    found = [_reading(character) for character in name]
    return tuple(found) if all(found) else None


def likeness(latin: Sounds, chinese: Sounds) -> float:
    """The log-odds (nats) of the best alignment over the square root of the mean length.

    About 0 and below for two names that have nothing in common, 3 and more for one name.
    """
    if not latin or not chinese:
        return -math.inf
    costs = [_added()[sound] for sound in chinese]
    best = list(accumulate(costs, initial=0.0))
    for written in latin:
        weights = _weights()[written]
        lost, above = weights["."], best
        value = above[0] + lost
        best = [value]
        for place, sound in enumerate(chinese):
            # max() would double the time.
            value += costs[place]
            paired = above[place] + weights.get(sound, _OTHER_PAIR)
            if paired > value:
                value = paired
            if above[place + 1] + lost > value:
                value = above[place + 1] + lost
            best.append(value)
    return best[-1] / math.sqrt((len(latin) + len(chinese)) / 2)


def worth(latin: str, chinese: str) -> float:
    """What one pair of sounds adds to the log-odds; "" where a sound stands alone."""
    if not latin:
        return _added()[chinese]
    return _weights()[latin].get(chinese or ".", _OTHER_PAIR)


def is_pinyin(word: str) -> bool:
    """Whether a word in small Latin letters consists of Chinese syllables (haitao)."""
    ends = [0]
    for end in range(1, len(word) + 1):
        if any(word[start:end] in _syllables() for start in ends[-6:]):
            ends.append(end)
    return bool(word) and ends[-1] == len(word)


def _sound(letters: str, found: re.Match[str]) -> str:
    written, after = found[0], letters[found.end() : found.end() + 1]
    if found[1] and written != "ll":
        written = found[1]
    sound = _SOUND_OF.get(written, written)
    if sound in _VOWELS:
        return "e'" if sound == "e" and not after else sound
    if sound == "y" and (not after or after not in "aeiou"):
        return "i"
    if sound in ("c", "g") and after and after in "eiy":
        return sound + "e"
    return sound if after and after in "aeiouy" else sound + "'"


def _reading(character: str) -> str:
    if character in _rare():
        return _rare()[character]
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    codes, syllables = _first()
    return syllables[bisect_right(codes, code) - 1] if codes[0] <= code <= _LAST else ""


@cache
def _syllable_sounds(syllable: str) -> Sounds:
    """`ke` is k and an E that only carries it, `xiang` x, i, a and G."""
    if syllable == "er":
        return ("R",)
    initial, final, end = _SYLLABLE.findall(syllable)[0]
    ending = {"n": ("N",), "ng": ("G",), "": ()}[end]
    if initial in ("y", "j", "q", "x"):
        final = final.replace("u", "v") if final in ("u", "ue") else final
    if initial + final in ("yi", "yv", "wu"):
        initial = ""
    elif initial and not end:
        final = _carrier(initial, final)
    return (*((initial,) if initial else ()), *_FINALS.get(final, tuple(final)), *ending)


def _carrier(initial: str, final: str) -> str:
    """A final that a consonant of another language is often written with, in its own letter."""
    if final == "i" and initial in ("z", "c", "s", "zh", "ch", "sh", "r"):
        return "I"
    if initial == "y":
        return "ie" if final == "e" else final
    return {"e": "E", "u": "U"}.get(final, final)


def _entries(table: str) -> list[tuple[str, str]]:
    """`特te` or `E-1`, what comes first and what it has."""
    return [(found[1], found[2]) for found in re.finditer(r"(\S+?)([a-z]+|-?\d)(?=\s)", table)]


@cache
def _first() -> tuple[list[bytes], list[str]]:
    """The first characters of the syllables in GB 2312, and the syllables."""
    entries = _entries(_FIRST)
    return [first.encode("gb2312") for first, _ in entries], [syllable for _, syllable in entries]


@cache
def _syllables() -> frozenset[str]:
    return frozenset(_first()[1])


@cache
def _rare() -> dict[str, str]:
    return {character: syllable for run, syllable in _entries(_RARE) for character in run}


@cache
def _weights() -> dict[str, dict[str, float]]:
    """For each sound of a Latin name what it is worth with each Chinese one and alone (`.`)."""
    found: dict[str, dict[str, float]] = {}
    for row in re.split(r"\||\n", _WEIGHTS.strip()):
        sound, rest = row.split(maxsplit=1)
        found[sound] = {other: float(worth) for other, worth in _entries(f"{rest} ")}
    # Consonants that mostly stand before vowels.
    return {f"{sound}'": found[sound] for sound in found if sound[-1] != "'"} | found


@cache
def _added() -> dict[str, float]:
    return {sound: float(worth) for sound, worth in _entries(_ADDED)}
