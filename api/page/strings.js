// The words that all views share, in both languages; each view adds its own (strings_<view>.js).
// "{n}" is filled in; "one|many" chooses by n.

export const STRINGS = {
  en: {
    skip: "Skip to the content",
    language: "Language of the page",
    views: "Views",
    nav_ask: "Ask",
    nav_read: "Read",
    nav_stances: "Who said what",
    nav_verify: "Check",
    nav_documents: "Documents",
    nav_evaluation: "Evaluation",
    open: "Show in the source",
    readHere: "Read in context",
    translation: "Translation from {language}",
    translationNote: "The speaker spoke in {language}; the printed words are a translation.",
    hits: "Nearest passages",
    moreHits: "Show {n} more passage|Show {n} more passages",
    source: "Source",
    opening: "Opening the source…",
    close: "Close the source",
    statementOf: "Statement {n} of {total}",
    partOf: "Part {n} of {total}",
    previous: "Previous",
    next: "Next",
    jump: "Go to",
    copyLink: "Copy link",
    copyQuote: "Copy quotation",
    copied: "Copied",
    copyFailed: "Copying was not allowed",
    permalink: "Link to this place",
    cite: "Cite",
    citeForms: "Form of the reference",
    citeCopy: "Copy reference",
    cite_un: "UN reference",
    cite_footnote: "Footnote",
    cite_bibtex: "BibTeX",
    cite_ris: "RIS",
    paragraph: "Paragraph {n}",
    noSpeaker: "Speaker not named",
    notAPlace: "The link points past the end of this document, so it is shown from its beginning.",
    noStatements: "Nothing in this document could be read as a statement.",
    statements: "{n} statement|{n} statements",
    parts: "{n} part|{n} parts",
    characters: "{n} character|{n} characters",
    undated: "Undated",
    kind_verbatim: "Verbatim record",
    kind_letter: "Letter",
    kind_presidential_statement: "Presidential statement",
    kind_text: "Document",
    part_letter: "Letter",
    part_annex: "Annex",
    part_statement: "Statement",
    written_zh: "Chinese",
    written_en: "English",
    relations: "Versions and languages",
    superseded: "This is an earlier version; there is a later one:",
    currentVersion: "the current version",
    alsoIn: "Also held in",
    earlierVersion: "Earlier version:",
    retry: "Try again",
    problem: "This did not work",
    problem_unreachable: "The service cannot be reached",
    problem_unreachable_detail: "It did not answer.",
    problem_unreachable_hint: "Check that it is running (rostrum serve), then try again.",
    problem_filter: "A filter names something that is not held",
    problem_question: "This question cannot be answered as it stands",
    "problem_invalid-request": "This request cannot be answered as it stands",
    "problem_not-held": "The library does not hold this",
    "problem_library-missing": "There is no library yet",
    "problem_library-missing_hint": "Make one on its machine: rostrum index PATH",
    "problem_library-mismatch": "The library belongs to another encoder",
    "problem_library-damaged": "The library is damaged",
    "problem_library-busy": "The library is being written to",
    problem_library: "The library cannot be used",
    "problem_read-only": "This service takes no changes",
    "problem_cross-site": "A page of another site may not change what is held",
    "problem_unreadable-file": "The file cannot be read",
    problem_document: "The file cannot become a record",
    "problem_file-too-large": "The file is too large",
    "problem_too-large": "This is too much at once",
    problem_stopped: "Stopped: nothing of it was added",
    problem_encoder: "The encoder cannot be used",
    problem_internal: "Something went wrong inside the service",
    foot: "Every sentence of an answer is a quotation, checked against the record it comes from.",
    api: "Interface for programs",
  },
  zh: {
    skip: "跳到正文",
    language: "界面语言",
    views: "页面",
    nav_ask: "提问",
    nav_read: "阅读",
    nav_stances: "各方发言",
    nav_verify: "核对引文",
    nav_documents: "文件",
    nav_evaluation: "评测",
    open: "在原文中查看",
    readHere: "在全文中阅读",
    translation: "译自{language}",
    translationNote: "发言者使用{language}，此处文字为译文。",
    hits: "最接近的段落",
    moreHits: "再显示{n}段",
    source: "原文",
    opening: "正在打开原文……",
    close: "关闭原文",
    statementOf: "第{n}次发言，共{total}次",
    partOf: "第{n}部分，共{total}部分",
    previous: "上一个",
    next: "下一个",
    jump: "转到",
    copyLink: "复制链接",
    copyQuote: "复制引文",
    copied: "已复制",
    copyFailed: "浏览器不允许复制",
    permalink: "此处的固定链接",
    cite: "引用",
    citeForms: "引用格式",
    citeCopy: "复制引用",
    cite_un: "联合国格式",
    cite_footnote: "脚注",
    cite_bibtex: "BibTeX格式",
    cite_ris: "RIS格式",
    paragraph: "第{n}段",
    noSpeaker: "未注明发言者",
    notAPlace: "链接所指位置超出了文件末尾，因此从头显示。",
    noStatements: "这份文件中没有可识别的发言。",
    statements: "{n}次发言",
    parts: "{n}个部分",
    characters: "{n}字",
    undated: "日期不详",
    kind_verbatim: "逐字记录",
    kind_letter: "信函",
    kind_presidential_statement: "主席声明",
    kind_text: "文件",
    part_letter: "信",
    part_annex: "附件",
    part_statement: "声明",
    written_zh: "中文",
    written_en: "英文",
    relations: "版本与语文",
    superseded: "这是先前的版本，已有更新的版本：",
    currentVersion: "现行版本",
    alsoIn: "另有语文：",
    earlierVersion: "先前的版本：",
    retry: "重试",
    problem: "没有成功",
    problem_unreachable: "无法连接服务",
    problem_unreachable_detail: "服务没有回应。",
    problem_unreachable_hint: "请确认服务正在运行（rostrum serve），然后重试。",
    problem_filter: "所填的筛选条件在资料库中不存在",
    problem_question: "这个问题无法直接回答",
    "problem_invalid-request": "这个请求无法处理",
    "problem_not-held": "资料库中没有这份文件",
    "problem_library-missing": "还没有资料库",
    "problem_library-missing_hint": "请在服务所在的机器上建立：rostrum index 路径",
    "problem_library-mismatch": "资料库是用另一个编码模型建立的",
    "problem_library-damaged": "资料库已损坏",
    "problem_library-busy": "正在写入资料库",
    problem_library: "资料库无法使用",
    "problem_read-only": "本服务不接受更改",
    "problem_cross-site": "其他网站的页面不能更改馆藏",
    "problem_unreadable-file": "无法读取这个文件",
    problem_document: "这个文件无法解析成记录",
    "problem_file-too-large": "文件太大",
    "problem_too-large": "一次发送的内容太多",
    problem_stopped: "已停止，未收入任何内容",
    problem_encoder: "编码模型无法使用",
    problem_internal: "服务内部出错",
    foot: "回答中的每一句都是引文，并已与所出自的记录核对。",
    api: "程序接口",
  },
};

// The service names spoken languages in English; the browser knows their names in any language.
const LANGUAGE_CODES = {
  Arabic: "ar", Chinese: "zh", English: "en", French: "fr", German: "de", Italian: "it",
  Japanese: "ja", Kazakh: "kk", Korean: "ko", Persian: "fa", Portuguese: "pt", Russian: "ru",
  Spanish: "es", Turkish: "tr", Ukrainian: "uk",
};

/** Add the words of a view, {en: {key: text}, zh: {key: text}}; keys begin with the view's name. */
export function addStrings(table) {
  for (const language of Object.keys(STRINGS)) Object.assign(STRINGS[language], table[language]);
}

/** The words of the interface in one language. */
export class Words {
  // Made once: each of them takes the browser a millisecond, and a long record asks for hundreds.
  #numbers;
  #languages;

  constructor(language) {
    this.language = language;
    this.locale = language === "zh" ? "zh-CN" : "en-GB";
    this.#numbers = new Intl.NumberFormat(this.locale);
    this.#languages = new Intl.DisplayNames([this.locale], { type: "language" });
  }

  /** Whether there is a text under this key. */
  has(key) {
    return Object.hasOwn(STRINGS[this.language], key);
  }

  /** A number as readers write it. */
  number(value) {
    return this.#numbers.format(value);
  }

  /** The text under a key, with its gaps filled. */
  text(key, values = {}) {
    const forms = STRINGS[this.language][key].split("|");
    const form = forms[values.n === 1 || forms.length === 1 ? 0 : 1];
    return form.replace(/\{(\w+)\}/g, (_, name) => this.#shown(values[name]));
  }

  /** A day (ISO 8601) as readers write it; a partial date stays as it is. */
  date(iso, month = "long") {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(iso ?? "")) return iso || this.text("undated");
    const format = { day: "numeric", month, year: "numeric", timeZone: "UTC" };
    return new Intl.DateTimeFormat(this.locale, format).format(new Date(`${iso}T00:00:00Z`));
  }

  /** The name of a part of a document: "letter", "annex", "annex II", "statement". */
  part(part) {
    const [, kind, number] = /^(letter|annex|statement)(?: (.+))?$/i.exec(part) ?? [];
    if (!kind) return part;
    return [this.text(`part_${kind.toLowerCase()}`), number].filter(Boolean).join(" ");
  }

  /** The name of a spoken language, given in English. */
  spoken(name) {
    const code = LANGUAGE_CODES[name];
    return code ? this.#languages.of(code) : name;
  }

  #shown(value) {
    return typeof value === "number" ? this.number(value) : String(value);
  }
}
