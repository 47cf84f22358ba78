"""Organisations that news keeps naming, and technical terms with their usual translation, Korean beside English.

What is not here is found where the article itself says what it is.
"""

_ORGANISATIONS = """
구글: Google
메타: Meta
오픈AI: OpenAI
딥시크: DeepSeek
앤스로픽|앤트로픽: Anthropic
마이크로소프트: Microsoft
애플: Apple
엔비디아: Nvidia|NVIDIA
테슬라: Tesla
인텔: Intel
퀄컴: Qualcomm
브로드컴: Broadcom
오라클: Oracle
화웨이: Huawei
알리바바: Alibaba
텐센트: Tencent
바이두: Baidu
바이트댄스: ByteDance
샤오미: Xiaomi
소프트뱅크: SoftBank
허깅페이스: Hugging Face
미스트랄: Mistral AI|Mistral
TSMC: TSMC
삼성전자: Samsung Electronics|Samsung
SK하이닉스: SK hynix|SK Hynix
SK텔레콤: SK Telecom
LG전자: LG Electronics
LG AI연구원: LG AI Research
네이버: Naver|NAVER
네이버클라우드: Naver Cloud
카카오: Kakao
업스테이지: Upstage
엔씨소프트: NCSoft
현대자동차|현대차: Hyundai Motor
포스코: POSCO
쿠팡: Coupang
스탠퍼드|스탠포드|스탠퍼드대|스탠포드대: Stanford University|Stanford
하버드대: Harvard University|Harvard
서울대|서울대학교: Seoul National University
카이스트: KAIST
과학기술정보통신부|과기정통부: Ministry of Science and ICT
기획재정부|기재부: Ministry of Economy and Finance
산업통상자원부: Ministry of Trade, Industry and Energy
한국은행: Bank of Korea
유럽중앙은행: European Central Bank|ECB
연방준비제도|연준: Federal Reserve
국제통화기금: International Monetary Fund|IMF
세계은행: World Bank
세계보건기구: World Health Organization|WHO
세계무역기구: World Trade Organization|WTO
경제협력개발기구: OECD
유엔: United Nations
유럽연합: European Union
"""

_TERMS = """
강화학습|강화 학습: reinforcement learning
소버린 AI: sovereign AI
파운데이션 모델|기초 모델: foundation model
추론 모델: reasoning model
대규모 언어 모델|거대언어모델|대형 언어 모델: large language model
오픈소스: open source
비전 인코더: vision encoder
활성화 함수: activation function
회전위치임베딩|회전 위치 임베딩: rotary position embedding
라마: Llama
제미나이: Gemini
플래시 어텐션: Flash Attention
전문가 혼합: mixture of experts
프롬 스크래치: from scratch
벤치마크: benchmark
파인튜닝|미세조정: fine-tuning
사전학습: pre-training
환각: hallucination
검색 증강 생성: retrieval-augmented generation
벡터 데이터베이스: vector database
트랜스포머: transformer
그래픽처리장치: GPU
고대역폭메모리: high-bandwidth memory
데이터센터: data centre
클라우드 컴퓨팅: cloud computing
엣지 컴퓨팅: edge computing
양자컴퓨터: quantum computer
자율주행: autonomous driving
기준금리: base rate
물가상승률: inflation rate
국내총생산: gross domestic product
소비자물가지수: consumer price index
경상수지: current account
공매도: short selling
기업공개: initial public offering
시가총액: market capitalisation
영업이익: operating profit
탄소중립: carbon neutrality
온실가스: greenhouse gas
재생에너지: renewable energy
저출생|저출산: low birth rate
"""


def _read(lines: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    pairs = (line.split(": ") for line in lines.strip().splitlines())
    return tuple((tuple(korean.split("|")), tuple(english.split("|"))) for korean, english in pairs)


ORGANISATIONS = _read(_ORGANISATIONS)
"""Each organisation with its Korean and its English names; the first of each is the usual one."""

TERMS = _read(_TERMS)
"""Each term with its Korean and its English names."""
