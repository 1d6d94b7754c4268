/** Who and what the fixture workspace holds, as tables a case's author can read. Its today is Thursday, 19 November 2026. */

const rows = (table: string): string[][] =>
  table
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));

/** first name and key | full name | e-mail | role */
export const userRows = rows(`
ana   | Ana Torres  | ana@rapport.example   | owner
tom   | Tom Becker  | tom@rapport.example   | member
priya | Priya Nair  | priya@rapport.example | manager
vera  | Vera Lind   | vera@rapport.example  | viewer`);

/** name | domain | industry | city | country | tags | owner */
export const companyRows = rows(`
Acme             | acme.example        | Software      | Madrid    | ES | customer           | ana
Borealis         | borealis.example    | Energy        | Oslo      | NO |                    | ana
Northwind        | northwind.example   | Logistics     | London    | GB |                    | tom
Zeta Analytics   | zeta.example        | Analytics     | Berlin    | DE | competitor         | priya
Marin Capital    | marincapital.example| Venture       | Barcelona | ES | investor           | ana
Paymo            | paymo.example       | Fintech       | Barcelona | ES |                    | ana
Ledgerly         | ledgerly.example    | Fintech       | Barcelona | ES | competitor         | tom
Kuna Bank        | kunabank.example    | Fintech       | Lisbon    | PT |                    | ana
Helio Solar      | helio.example       | Energy        | Seville   | ES | customer           | ana
Brightwater      | brightwater.example | Consulting    | Dublin    | IE | partner            | priya
Castelo Foods    | castelo.example     | Food          | Porto     | PT |                    | tom
Delmar Shipping  | delmar.example      | Logistics     | Valencia  | ES |                    | ana
Eastgate Health  | eastgate.example    | Healthcare    | London    | GB |                    | tom
Fjord Robotics   | fjord.example       | Robotics      | Oslo      | NO |                    | ana
Granite Media    | granite.example     | Media         | Paris     | FR |                    | priya
Harbor Insurance | harbor.example      | Insurance     | Hamburg   | DE |                    | tom
Iris Labs        | iris.example        | Biotech       | Berlin    | DE |                    | ana
Juniper Travel   | juniper.example     | Travel        | Lisbon    | PT | customer           | tom
Kestrel Aero     | kestrel.example     | Aerospace     | Toulouse  | FR |                    | priya
Vertice          | vertice.example     | Software      | São Paulo | BR |                    | ana`);

/**
 * name | title | company | city | country | tags | owner | lead status | lead source |
 * last contact: kind and days ago, and the colleague it was with where not the owner
 */
export const personRows = rows(`
John Okafor      | CFO                   | Acme             | Madrid    | ES | decision maker | ana   | proposal  | referral | email 6
Marta Ruiz       | Head of Procurement   | Acme             | Madrid    | ES |                | ana   | proposal  | referral | meeting 13
Nuria Vidal      | Office Manager        | Acme             | Madrid    | ES |                | ana   |           |          | email 45
John Weiss       | CTO                   | Borealis         | Oslo      | NO |                | ana   | qualified | event    | email 16
Sofia Reyes      | VP Finance            | Borealis         | Oslo      | NO | vip            | ana   | qualified | SaaStock | email 2
Ingrid Dahl      | Head of Operations    | Borealis         | Bergen    | NO |                | tom   |           |          | email 34
Elena Castro     | Head of Operations    | Northwind        | London    | GB |                | tom   | lead      | website  | email 9
Oliver Grant     | CEO                   | Northwind        | London    | GB | vip            | tom   | lead      | website  | meeting 51
Maya Lin         | Analyst               | Northwind        | London    | GB |                | priya |           |          | email 120
Lena Kovac       | Head of Product       | Zeta Analytics   | Berlin    | DE |                | ana   |           | event    | email 27
Felix Brandt     | Data Engineer         | Zeta Analytics   | Berlin    | DE |                | priya |           |          |
Leo Marin        | Partner               | Marin Capital    | Barcelona | ES | investor       | ana   |           |          | email 11
Clara Soler      | Principal             | Marin Capital    | Barcelona | ES | investor       | ana   |           |          | email 95
Pau Ferrer       | CEO                   | Paymo            | Barcelona | ES |                | ana   | lead      | event    | email 130
Laia Costa       | COO                   | Paymo            | Barcelona | ES |                | ana   | qualified | event    | meeting 20
Marc Puig        | Head of Growth        | Paymo            | Barcelona | ES |                | tom   |           |          |
Jordi Roca       | CTO                   | Ledgerly         | Barcelona | ES |                | tom   |           |          | email 140
Berta Mas        | CEO                   | Ledgerly         | Barcelona | ES |                | tom   |           |          |
Rui Santos       | Head of Payments      | Kuna Bank        | Lisbon    | PT |                | ana   | lead      | website  | email 70
Ines Carvalho    | Compliance Officer    | Kuna Bank        | Lisbon    | PT |                | ana   |           |          | email 200
Carmen Ortega    | CEO                   | Helio Solar      | Seville   | ES | vip            | ana   | won       | referral | meeting 4
Diego Navarro    | Engineer              | Helio Solar      | Seville   | ES |                | ana   |           |          | email 31
Aoife Byrne      | Managing Director     | Brightwater      | Dublin    | IE | partner        | priya |           |          | email 8
Conor Walsh      | Consultant            | Brightwater      | Dublin    | IE | partner        | priya |           |          | email 66
Beatriz Lopes    | Buyer                 | Castelo Foods    | Porto     | PT |                | tom   | lost      | website  | email 210
Tiago Pinto      | CFO                   | Castelo Foods    | Porto     | PT |                | tom   | lost      | website  |
Vicente Mora     | Fleet Manager         | Delmar Shipping  | Valencia  | ES |                | ana   | lead      | website  | email 88
Rosa Blanco      | CEO                   | Delmar Shipping  | Valencia  | ES |                | ana   | lead      | website  |
Hannah Clarke    | Chief Medical Officer | Eastgate Health  | London    | GB |                | tom   | proposal  | event    | meeting 15
James Patel      | Head of IT            | Eastgate Health  | London    | GB |                | tom   | proposal  | event    | email 5
Erik Nilsen      | Founder               | Fjord Robotics   | Oslo      | NO |                | ana   | qualified | SaaStock | email 24
Astrid Berg      | Sales Lead            | Fjord Robotics   | Oslo      | NO |                | ana   |           |          | email 62
Camille Laurent  | Editor                | Granite Media    | Paris     | FR | press          | priya |           |          | email 12
Hugo Petit       | Producer              | Granite Media    | Paris     | FR | press          | priya |           |          |
Greta Vogel      | Underwriter           | Harbor Insurance | Hamburg   | DE |                | tom   | lead      | website  | email 40
Klaus Richter    | CEO                   | Harbor Insurance | Hamburg   | DE |                | tom   | lead      | website  | meeting 75
Amara Obi        | Lab Director          | Iris Labs        | Berlin    | DE |                | ana   | qualified | referral | email 19
Jonas Weber      | Scientist             | Iris Labs        | Berlin    | DE |                | ana   |           |          | email 150
Paula Nunes      | Head of Partnerships  | Juniper Travel   | Lisbon    | PT |                | tom   | won       | referral | email 3
Miguel Dias      | Account Manager       | Juniper Travel   | Lisbon    | PT |                | tom   |           |          | email 29
Luc Moreau       | Test Pilot            | Kestrel Aero     | Toulouse  | FR |                | priya |           |          |
Anais Girard     | Head of Procurement   | Kestrel Aero     | Toulouse  | FR |                | priya | lead      | event    | email 55
Carlos Prado     | Founder               | Vertice          | São Paulo | BR |                | ana   | lead      | referral | email 33
Dana Whitfield   | VP Sales              | Fjord Robotics   | Oslo      | NO |                | ana   |           |          | email 48
Robert Hayes     | Procurement           | Eastgate Health  | London    | GB |                | tom   |           |          | email 100
Kate Morgan      | Head of Sales         | Northwind        | London    | GB |                | tom   |           |          | email 22
Katherine Moss   | Lawyer                |                  | London    | GB |                | ana   |           |          | email 80
Chris Novak      | Recruiter             |                  | Prague    | CZ |                | priya |           |          |
Christina Novak  | Designer              |                  | Prague    | CZ |                | ana   |           |          | email 37
Peter Lang       | Journalist            |                  | Vienna    | AT | press          | priya |           |          | email 58
Yuki Tanaka      | Buyer                 |                  | Tokyo     | JP |                | ana   |           |          | email 42
Zoe Hart         | Angel investor        |                  | London    | GB | investor       | ana   |           |          | email 17
Nadia Haddad     | Venture partner       |                  | Paris     | FR | investor       | ana   |           |          | email 77
Sam Ellis        | Advisor               |                  | Dublin    | IE | advisor        | ana   |           |          | meeting 10
Alex Romero      | Freelancer            |                  | Madrid    | ES |                | ana   |           |          | email 160
Alex Stone       | Investor relations    | Marin Capital    | Barcelona | ES | investor       | ana   |           |          | email 52
Will Young       | Student               |                  | Leeds     | GB |                | tom   |           |          |
April Jones      | Event manager         |                  | Bristol   | GB |                | priya |           |          | email 63
Bill Turner      | Plant Manager         | Castelo Foods    | Porto     | PT |                | tom   |           |          | email 91
Maria Silva      | Accountant            | Kuna Bank        | Lisbon    | PT |                | ana   |           |          | email 26`);

/** person | former company | title | since | until */
export const formerJobRows = rows(`
Dana Whitfield | Northwind      | Account Executive | 2016-03-01 | 2019-08-31
Dana Whitfield | Granite Media  | Head of Sales     | 2019-09-01 | 2024-01-15
Sofia Reyes    | Kuna Bank      | Controller        | 2018-01-01 | 2025-06-30`);

/** person | label | date */
export const keyDateRows = rows(`
Carmen Ortega | birthday  | 1979-12-02
Leo Marin     | birthday  | --05-03
Paula Nunes   | renewal   | 2027-01-31`);

/** name | company | person | value | currency | stage | closes | owner | closed days ago | days since created */
export const dealRows = rows(`
Acme pilot          | Acme            | John Okafor    | 24000  | EUR | Proposal    | 2026-12-15 | ana   |     | 60
Acme onboarding     | Acme            | Marta Ruiz     | 9500   | EUR | Won         | 2026-06-30 | ana   | 142 | 220
Borealis rollout    | Borealis        | John Weiss     | 60000  | EUR | Qualified   | 2027-02-28 | ana   |     | 40
Northwind expansion | Northwind       | Oliver Grant   | 120000 | EUR | Lead        | 2027-03-31 | tom   |     | 75
Paymo integration   | Paymo           | Laia Costa     | 18000  | EUR | Negotiation | 2026-11-30 | ana   |     | 90
Helio renewal       | Helio Solar     | Carmen Ortega  | 32000  | EUR | Negotiation | 2026-12-20 | ana   |     | 30
Eastgate platform   | Eastgate Health | Hannah Clarke  | 85000  | EUR | Proposal    | 2026-12-31 | tom   |     | 100
Kuna pilot          | Kuna Bank       | Rui Santos     | 7000   | EUR | Lead        |            | ana   |     | 150
Delmar tracking     | Delmar Shipping | Vicente Mora   | 15000  | EUR | Qualified   | 2026-09-30 | ana   |     | 180
Castelo trial       | Castelo Foods   | Beatriz Lopes  | 5000   | EUR | Lost        | 2026-05-31 | tom   | 172 | 260
Juniper annual      | Juniper Travel  | Paula Nunes    | 22000  | EUR | Won         | 2026-10-31 | tom   | 19  | 120
Fjord licence       | Fjord Robotics  | Erik Nilsen    | 41000  | EUR | Proposal    | 2026-12-10 | ana   |     | 45
Iris data room      | Iris Labs       | Amara Obi      | 12000  | EUR | Qualified   | 2027-01-15 | ana   |     | 50
Harbor cover        | Harbor Insurance| Klaus Richter  | 30000  | EUR | Lead        |            | tom   |     | 110`);

/** title | about | due, in days from today (empty: none) | assignee | done days ago */
export const taskRows = rows(`
Send pricing deck            | Sofia Reyes     | 0   | ana   |
Call Marta about the contract| Marta Ruiz      | 1   | ana   |
Prepare Borealis demo        | Borealis        | 4   | ana   |
Chase the Paymo signature    | Laia Costa      | -3  | ana   |
Review the Acme proposal     | Acme pilot      | -1  | ana   |
Send the invoice             | Helio Solar     | 11  | ana   |
Update the investor deck     | Leo Marin       |     | ana   |
Book travel to Oslo          |                 | 8   | ana   |
Follow up with Eastgate      | Eastgate Health | 2   | tom   |
Renew the Juniper contract   | Juniper Travel  | -6  | tom   |
Review the pipeline          |                 | 0   | priya |
Draft the press note         | Camille Laurent | 5   | priya |
Send the NDA                 | John Okafor     | -9  | ana   | 8`);

/** list | of | owner | members */
export const listRows = rows(`
Investors         | person  | ana | Leo Marin, Clara Soler, Zoe Hart, Nadia Haddad
Conference guests | person  | ana | Sofia Reyes, John Weiss, Erik Nilsen, Aoife Byrne
Target accounts   | company | ana | Paymo, Kuna Bank, Fjord Robotics, Iris Labs`);

/** from | kind | to */
export const relationshipRows = rows(`
Ingrid Dahl   | reports_to  | Sofia Reyes
Leo Marin     | investor_in | Paymo
Sam Ellis     | advises     | Acme
Sofia Reyes   | knows       | Leo Marin
Pau Ferrer    | founded     | Paymo`);

/** whose mailbox | title | attendee | days from today | hour in Madrid */
export const meetingRows = rows(`
ana   | Contract review with Acme   | John Okafor    | 0   | 15
ana   | Borealis demo               | John Weiss     | 5   | 11
ana   | Coffee with Leo             | Leo Marin      | 8   | 9
ana   | Paymo kick-off              | Laia Costa     | -20 | 10
ana   | Helio quarterly             | Carmen Ortega  | -4  | 12
ana   | Acme walk-through           | Marta Ruiz     | -13 | 16
tom   | Eastgate steering           | Hannah Clarke  | 1   | 14
priya | Pipeline review             | Sam Ellis      | -10 | 9`);

/** whose mailbox | from or to | person | days ago | subject | text */
export const mailRows = rows(`
ana | from | John Okafor | 6  | Discount on the pilot    | Could you do ten percent off if we sign before December?
ana | to   | John Okafor | 7  | Acme pilot proposal      | Attached is the proposal we spoke about. The price holds until the end of the year.
ana | from | John Weiss  | 16 | No budget until Q2       | We like it, but there is no budget before the second quarter.
ana | from | Sofia Reyes | 2  | Pricing                  | Please send me the pricing deck by Thursday. Leo speaks highly of you.
ana | to   | Sofia Reyes | 3  | Good to meet you         | It was good to meet you at SaaStock.
ana | from | Leo Marin   | 11 | Introductions            | Happy to introduce you to Pau at Paymo.
ana | from | Katherine Moss | 80 | Your lease            | The lease needs your signature; this stays between us.
ana | from | Laia Costa  | 21 | Contract questions       | Legal has two questions on the contract.
tom | from | Elena Castro| 9  | Warehouse integration    | Our warehouse team needs the integration by spring.
tom | from | James Patel | 5  | Security questionnaire   | Here is our security questionnaire.
tom | from | Paula Nunes | 3  | Renewal                  | We are happy to renew for another year.
priya | from | Camille Laurent | 12 | Interview            | Could we run the interview next week?`);

/** who wrote it down | kind | person | days ago | summary */
export const loggedRows = rows(`
ana | call | John Okafor   | 20 | Wants ten percent off for signing this year
ana | call | Laia Costa    | 25 | Legal reads the contract
ana | note | Sofia Reyes   | 3  | Prefers short mails
tom | call | Hannah Clarke | 30 | Asked for a second demo`);

/** In mail with Ana, and no record yet: name | e-mail | days ago */
export const strangerRows = rows(`
Ben Cole  | ben.cole@quanta.example  | 14
Rita Sand | rita.sand@pixel.example  | 18`);
