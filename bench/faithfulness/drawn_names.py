"""Names to draw for the written articles, in both languages; firms, people and places are invented or common ones."""

from bot.bilingual import Bilingual

_LISTS = {
    "firm": (
        "다라반도체=Dara Semiconductor, 누리에너지=Nuri Energy, 한빛조선=Hanbit Shipbuilding, 노바텍=NovaTech, 세림제약=Serim Pharma, "
        "블루리버=BlueRiver, 케이원모터스=K-One Motors, 오리온바이오=Orion Bio, 미르소프트=Mirsoft, 태강건설=Taegang Construction, "
        "그린웨이브=GreenWave, 해솔식품=Haesol Foods, 아크로닉스=Acronix, 삼오화학=Samo Chemical, 라온게임즈=Raon Games, "
        "퍼시픽링크=Pacific Link, 동명전자=Dongmyung Electronics, 헬리오스=Helios, 바른통신=Bareun Telecom, 청림항공=Cheongrim Air"
    ),
    "person": (
        "김도윤=Kim Do-yun, 박서현=Park Seo-hyeon, 이정호=Lee Jung-ho, 최민지=Choi Min-ji, 정하늘=Jung Ha-neul, 한승우=Han Seung-woo, "
        "오지은=Oh Ji-eun, 윤태민=Yoon Tae-min, 마리아 로페스=Maria Lopez, 존 카터=John Carter, 안나 베커=Anna Becker, "
        "루카스 마이어=Lucas Meyer, 강유진=Kang Yu-jin, 서동현=Seo Dong-hyun, 에밀리 스톤=Emily Stone, 조은비=Cho Eun-bi, "
        "다니엘 브라운=Daniel Brown, 신재하=Shin Jae-ha, 임수아=Lim Su-a, 배준서=Bae Jun-seo"
    ),
    "city": (
        "수원=Suwon, 부산=Busan, 대전=Daejeon, 광주=Gwangju, 인천=Incheon, 울산=Ulsan, 전주=Jeonju, 강릉=Gangneung, 제주=Jeju, "
        "포항=Pohang, 리스본=Lisbon, 오슬로=Oslo, 시애틀=Seattle, 함부르크=Hamburg, 오사카=Osaka, 멜버른=Melbourne, 토론토=Toronto, "
        "춘천=Chuncheon, 여수=Yeosu, 목포=Mokpo"
    ),
    "country": (
        "한국=South Korea, 일본=Japan, 독일=Germany, 프랑스=France, 베트남=Vietnam, 인도=India, 캐나다=Canada, 브라질=Brazil, "
        "호주=Australia, 멕시코=Mexico, 폴란드=Poland, 칠레=Chile, 노르웨이=Norway, 태국=Thailand, 이집트=Egypt, 케냐=Kenya, "
        "스페인=Spain, 네덜란드=the Netherlands, 터키=Turkey, 인도네시아=Indonesia"
    ),
    "university": (
        "한강대학교=Hangang University, 서해대학교=Seohae University, 남도대학교=Namdo University, 에덴대학교=Eden University, "
        "노스베이대학교=North Bay University, 금강대학교=Geumgang University, 레이크대학교=Lake University, 동백대학교=Dongbaek University"
    ),
    "product": (
        "루멘 3=Lumen 3, 에코셀=EcoCell, 미라 X=Mira X, 타이탄 폰=Titan Phone, 노트패드 프로=Notepad Pro, 스카이렌즈=SkyLens, "
        "파워팩 9=PowerPack 9, 오로라=Aurora, 제피르=Zephyr, 코어원=CoreOne"
    ),
    "team": (
        "한빛 타이거즈=Hanbit Tigers, 수원 이글스=Suwon Eagles, 부산 돌핀스=Busan Dolphins, 서울 스타즈=Seoul Stars, "
        "대전 베어스=Daejeon Bears, 강원 호크스=Gangwon Hawks, 인천 웨이브스=Incheon Waves, 광주 라이언스=Gwangju Lions"
    ),
    "animal": (
        "황새=storks, 수달=otters, 고라니=water deer, 반달곰=black bears, 두루미=cranes, 바다거북=sea turtles, 삵=leopard cats, "
        "참매=goshawks, 붉은여우=red foxes, 산양=gorals"
    ),
    "crop": "쌀=rice, 밀=wheat, 콩=soybeans, 옥수수=corn, 감자=potatoes, 보리=barley, 사과=apples, 커피=coffee, 면화=cotton, 고추=peppers",
    "metal": "구리=copper, 니켈=nickel, 리튬=lithium, 알루미늄=aluminium, 철=iron, 아연=zinc, 코발트=cobalt, 텅스텐=tungsten",
    "disease": "독감=influenza, 홍역=measles, 말라리아=malaria, 결핵=tuberculosis, 뎅기열=dengue, 백일해=whooping cough, 당뇨병=diabetes, 천식=asthma",
    "ministry": (
        "환경부=the environment ministry, 국토교통부=the transport ministry, 교육부=the education ministry, "
        "보건복지부=the health ministry, 산업통상부=the trade ministry, 농림부=the agriculture ministry, 국방부=the defence ministry, "
        "재정경제부=the finance ministry"
    ),
    "month": "1월=January, 2월=February, 3월=March, 4월=April, 6월=June, 7월=July, 8월=August, 9월=September, 10월=October, 11월=November",
    "weekday": "월요일=Monday, 화요일=Tuesday, 수요일=Wednesday, 목요일=Thursday, 금요일=Friday, 토요일=Saturday",
}  # fmt: skip


def _read(names: str) -> tuple[Bilingual, ...]:
    return tuple(Bilingual(*one.split("=")) for one in names.split(", "))


NAMES = {kind: _read(names) for kind, names in _LISTS.items()}
