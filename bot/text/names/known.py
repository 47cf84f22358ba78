"""Names that are translated rather than sounded out: countries, their people, some cities and institutions.

What is not here and does not sound alike is found through the terms of the articles (`bot.text.aliases`), or is not found.
"""

_LINES = """
한국|대한민국|남한|남측|우리나라|국내|국산|韓: South Korea|Republic of Korea|Korea|Korean|Koreans|Korea's|ROK|Seoul
북한|북측|북: North Korea|North Korean|North Koreans|DPRK|North|Pyongyang|Korean
남북|남북한|한반도: Korea|Koreas|inter-Korean|Inter-Korean|North|South
소련|구소련: Soviet|Soviet Union|Soviets
한미: South Korea|Korea|US|U.S.|Korean|American
미국|미|美: United States|U.S.|US|USA|America|American|Americans|Washington|States|United
중국|중|中: China|Chinese|Beijing|PRC
일본|일|日: Japan|Japanese|Tokyo
러시아|러: Russia|Russian|Russians|Moscow
영국|英: United Kingdom|UK|U.K.|Britain|British|Britain's|England|English|Great Britain|Briton|Britons|London
잉글랜드: England|English
프랑스|佛: France|French
독일|獨: Germany|German|Germans
이탈리아: Italy|Italian|Italians
스페인: Spain|Spanish
호주|오스트레일리아: Australia|Australian|Australians
인도네시아: Indonesia|Indonesian
인도: India|Indian|Indians
태국|타이: Thailand|Thai
베트남: Vietnam|Vietnamese
필리핀: Philippines|Philippine|Filipino
대만|타이완: Taiwan|Taiwanese
홍콩: Hong Kong
싱가포르: Singapore|Singaporean
네덜란드: Netherlands|Dutch|Holland
스위스: Switzerland|Swiss
스웨덴: Sweden|Swedish
노르웨이: Norway|Norwegian
덴마크: Denmark|Danish
핀란드: Finland|Finnish
벨기에: Belgium|Belgian
그리스: Greece|Greek
터키|튀르키예: Turkey|Türkiye|Turkish|Turks
이집트: Egypt|Egyptian
이스라엘: Israel|Israeli|Israelis
팔레스타인: Palestine|Palestinian|Palestinians
사우디|사우디아라비아: Saudi Arabia|Saudi
이란: Iran|Iranian|Iranians
이라크: Iraq|Iraqi|Iraqis
시리아: Syria|Syrian
레바논: Lebanon|Lebanese
우크라이나: Ukraine|Ukrainian
폴란드: Poland|Polish
체코: Czech Republic|Czech|Czechia
오스트리아: Austria|Austrian
헝가리: Hungary|Hungarian
조지아|그루지야: Georgia|Georgian
멕시코: Mexico|Mexican
브라질: Brazil|Brazilian
아르헨티나: Argentina|Argentine|Argentinian
콜롬비아: Colombia|Colombian
쿠바: Cuba|Cuban
남아프리카공화국|남아공: South Africa|South African
아랍에미리트: United Arab Emirates|UAE|Emirates
유럽연합|유럽: European Union|EU|Europe|European|Europeans
서울: Seoul
평양: Pyongyang
베이징: Beijing
도쿄: Tokyo
모스크바: Moscow
런던: London
조지: George
뉴욕: New York|NYC
로스앤젤레스|LA: Los Angeles
워싱턴: Washington
아프가니스탄|아프간: Afghanistan|Afghan|Afghans
아시아: Asia|Asian
아프리카: Africa|African
중동: Middle East|Mideast
유엔|국제연합: United Nations|UN|U.N.
안전보장이사회|안보리: Security Council
북대서양조약기구|나토: NATO
국제통화기금: International Monetary Fund|IMF
세계보건기구: World Health Organization|WHO
세계무역기구: World Trade Organization|WTO
세계은행: World Bank
백악관: White House
국무부: State Department
국방부|펜타곤: Defense Department|Department of Defense|Ministry of Defense|Defense Ministry|Pentagon
대서양: Atlantic
태평양: Pacific
신약성서|신약: New Testament
중남미: Latin America|Latin American
의회|국회: Congress|Parliament|National Assembly
상원: Senate
하원: House|House of Representatives
연방준비제도|연준: Federal Reserve|Fed
공화당: Republican|Republicans|GOP
민주당: Democratic|Democrats|Democrat
청와대: Blue House|Cheong Wa Dae
외교부: Foreign Ministry|Ministry of Foreign Affairs
과학기술정보통신부|과기정통부: Ministry of Science and ICT|MSIT|Science Ministry
한국은행: Bank of Korea|BOK
서울대|서울대학교: Seoul National University|SNU
네이버: Naver
현대|현대차|현대자동차: Hyundai|Hyundai Motor
기아: Kia
회교|이슬람: Islam|Islamic|Muslim|Muslims
기독교: Christian|Christianity|Christians
올림픽: Olympics|Olympic
월드컵: World Cup
인공지능: AI|artificial intelligence
"""


def _read() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _LINES.strip().splitlines():
        korean, english = line.split(": ")
        for name in korean.split("|"):
            table.setdefault(name.lower(), set()).update(english.split("|"))
        for name in english.split("|"):
            table.setdefault(name.lower(), set()).update(korean.split("|"))
    return {name: frozenset(others) for name, others in table.items()}


OTHER_NAMES = _read()
"""From a name in lower case to what it is called in the other language."""
