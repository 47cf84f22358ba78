"""Organisations and places that news keeps naming, and technical terms with their usual translation, Korean beside English.

What is not here is found where the article itself says what it is, or by its sound.
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
옥스퍼드대: University of Oxford|Oxford
케임브리지대: University of Cambridge|Cambridge
매사추세츠공대|매사추세츠공과대학: MIT|Massachusetts Institute of Technology
베이징대: Peking University
칭화대: Tsinghua University
도쿄대: University of Tokyo
서울대|서울대학교: Seoul National University
연세대|연세대학교: Yonsei University
고려대|고려대학교: Korea University
성균관대|성균관대학교: Sungkyunkwan University
한양대|한양대학교: Hanyang University
이화여대|이화여자대학교: Ewha Womans University
포스텍|포항공대: POSTECH
카이스트|한국과학기술원: KAIST
한국전자통신연구원: ETRI
한국항공우주연구원: Korea Aerospace Research Institute|KARI
한국개발연구원: Korea Development Institute|KDI
과학기술정보통신부|과기정통부: Ministry of Science and ICT
기획재정부|기재부: Ministry of Economy and Finance
산업통상자원부: Ministry of Trade, Industry and Energy
국토교통부|국토부: Ministry of Land, Infrastructure and Transport
보건복지부|복지부: Ministry of Health and Welfare
고용노동부: Ministry of Employment and Labor
행정안전부|행안부: Ministry of the Interior and Safety
문화체육관광부|문체부: Ministry of Culture, Sports and Tourism
농림축산식품부|농식품부: Ministry of Agriculture, Food and Rural Affairs
해양수산부|해수부: Ministry of Oceans and Fisheries
중소벤처기업부|중기부: Ministry of SMEs and Startups
식품의약품안전처|식약처: Ministry of Food and Drug Safety
질병관리청: Korea Disease Control and Prevention Agency
기상청: Korea Meteorological Administration
국세청: National Tax Service
금융위원회: Financial Services Commission
금융감독원|금감원: Financial Supervisory Service
공정거래위원회|공정위: Fair Trade Commission
개인정보보호위원회: Personal Information Protection Commission
국가정보원|국정원: National Intelligence Service
합동참모본부|합참: Joint Chiefs of Staff
헌법재판소|헌재: Constitutional Court
대법원: Supreme Court
한국전력|한전: KEPCO
한국수력원자력|한수원: Korea Hydro & Nuclear Power
국민연금공단: National Pension Service
한국거래소: Korea Exchange
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

_PLACES = """
코엑스: COEX
킨텍스: KINTEX
벡스코: BEXCO
강남구: Gangnam District
여의도: Yeouido
판교: Pangyo
세종시: Sejong
경기도: Gyeonggi Province
강원도: Gangwon Province
제주도: Jeju Island
인천공항|인천국제공항: Incheon International Airport
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

PLACES = _read(_PLACES)
"""Each place with its Korean and its English names."""

TERMS = _read(_TERMS)
"""Each term with its Korean and its English names."""
