/** Data: on each line a full first name, then what its bearers are called. */

export const nicknameGroups = `
  aaron ron ronnie
  abigail abby abbie gail
  abraham abe bram
  adelaide addie heidi
  adrian adi
  agnes aggie nessa
  albert al bert bertie
  alejandro alex ale jandro sandro
  alejandra alex ale sandra
  alessandro alex sandro ale
  alessandra alex sandra ale
  alexander alex al sandy xander lex sasha alec sacha zander
  alexandra alex sandra sandy lexi sasha alexa lexie ali sacha
  alexandre alex xandre sacha
  alfonso fonsi poncho alf
  alfred al fred freddie alf alfie
  alfredo fredo alf
  alice ali ally
  alicia ali licia
  alison ali allie ally
  allan al
  alan al
  alberto beto tito al
  amanda mandy manda
  amelia amy mel millie
  anastasia ana stacy nastya stasia
  andrea andy drea
  andreas andi andy dreas
  andrew andy drew
  andres andy
  andre andy dede
  angela angie angel
  angelica angie
  ana anita anna anni
  ann annie nan nancy
  anna annie anni anya nan anouk
  anne annie nan
  annette annie netta
  annika anni
  anthony tony ant
  antoine toine tony
  antonia toni tonia
  antonio tony toni tonio toño
  anton toni tony
  archibald archie
  ariana ari
  arnold arnie
  arthur art artie
  arturo turo art
  augustin gus august
  augustus gus august
  barbara barb barbie babs babsi bab
  bartholomew bart
  bartolome bartolo bart
  beatrice bea trixie trix
  beatriz bea bia triz
  benedict ben benny
  benedikt ben bene
  benjamin ben benny benji benj
  bernard bernie bern
  bernardo nardo berna
  bernhard bernd hardy
  bertha bertie
  bertram bert
  beverly bev
  bradley brad
  bradford brad
  brandon bran
  brenda bren
  brian bri
  bridget bridie biddy
  brigitte gitte gitta
  brittany britt
  bruno nuno
  caleb cal
  calvin cal
  cameron cam
  camila cami mila
  camille cam cami
  carl charlie
  carla carly
  carlos carlitos charly litos
  carmen mamen carmencita
  carolina caro carol lina
  caroline caro carrie carol lina line caz
  cassandra cass cassie sandra
  catalina cata lina cathy
  caterina cate rina
  catherine cathy cat kate katie kat cath kathy kit kitty
  cecilia ceci cissy celia
  cecile ceci
  charles charlie chuck chas chaz charley
  charlotte charlie lottie lotte lotta char
  chelsea chels
  chester chet
  christian chris christi
  christina chris tina christy chrissy
  christine chris chrissy tina christy
  christoph chris stoffel christo toph
  christophe chris tophe
  christopher chris kit topher christo
  clara clare clarita
  clarence clare
  claudia claudi clau
  clemens clem
  clement clem
  clifford cliff
  clinton clint
  concepcion concha conchita
  constance connie
  cornelia conny nelly
  cornelius neil con
  courtney court
  cristina cris tina
  cristiano cris
  crystal crys
  curtis curt
  cynthia cindy cyn
  daniel dan danny dani
  daniela dani ela
  danielle dani elle
  darren daz
  david dave davy davey davi
  deborah deb debbie debby
  dennis den denny
  derek rick
  diana di
  diane di
  diego didi
  dirk derk
  dolores lola loli
  dominic dom nic
  dominik dom nik
  dominique dom nico
  donald don donnie
  donna don
  dorothea dora dorothy doro thea
  dorothy dot dottie dolly dora
  douglas doug
  dwight ike
  eberhard ebbi
  edgar ed
  edith edie
  edmund ed eddie ned ted
  eduardo edu lalo eddy duda
  edward ed eddie ted teddy ned
  edwin ed eddie win
  eileen ellie
  eleanor ellie nell nora ella lenny
  eleonore nora ella leonie
  elena lena ele nena
  eleni lena
  eliza liza
  elisabeth lisa elli beth liesl sissi betty lisbeth lise
  elizabeth liz beth betty lizzie eliza lisa betsy libby elsie liza bess bessie lisbeth
  ella ellie
  emanuel manny manu
  emanuele manu lele
  emily em emmy millie emmie
  emilio emi milo
  emma em emmy
  enrique quique kike henry rique
  enrico rico
  erik rik
  eric rick
  erika eri
  ernest ernie
  ernesto neto
  esperanza espe
  esteban stevie
  esther essie hetty
  eugene gene
  eugenia genia
  eva evi evita
  evelyn eve evie lyn
  fabian fabi
  federica fede
  federico fede rico
  felicia fee
  felicity fliss flick
  felipe pipe felipinho
  ferdinand ferdi fred
  fernanda fer nanda fefa
  fernando fer nando fernandinho
  filipa pipa
  filippo pippo
  florence flo florrie flossie
  florian flo flori
  frances fran fanny frankie francie
  francesca fran franci chicca
  francesco franco cecco fra
  francine fran
  francis frank fran frankie
  francisca paqui paca fran kika
  francisco paco pancho fran kiko curro chico
  francois franc
  franklin frank
  franz franzl
  franziska franzi sissi
  frederic fred
  frederick fred freddie freddy rick fritz
  friedrich fritz fred friedel
  gabriel gabe gabi
  gabriela gabi gaby
  gabriele gabi
  gabrielle gabby gabi elle
  genevieve gen ginny viv
  geoffrey geoff jeff
  george georgie geo
  georg schorsch jorg
  georgina georgie gina
  gerald gerry jerry
  gerard gerry gerd
  gerhard gerd hardy
  gertrude gertie trudy gerti
  gilbert gil bert
  giovanni gianni vanni nino
  giovanna gianna vanna
  giuliana giuli
  giulia giuli
  giuseppe beppe peppe pino
  gonzalo gonza chalo
  gordon gordie
  grace gracie
  gregor greg
  gregory greg
  gregorio goyo greg
  guadalupe lupe lupita
  guillaume gui will
  guillermo guille memo willy
  guilherme gui
  gustav gus gustl
  gustavo gus tavo guga
  gwendolyn gwen wendy
  hannah hanna
  hannelore hanne lore
  harold hal harry
  harrison harry
  hans hansi johannes
  heather hev
  hector tito
  heinrich heiner heinz heini
  helen nell ellie lena
  helena lena nell leni
  helene lena leni
  helmut helli
  henrietta hettie etta
  henrik rik
  henrique rique kiko
  henry hank harry hal
  henri riri
  herbert bert herb herbie
  herman manny
  hermann manni
  howard howie
  hubert bert hugh
  hugo ugo
  humberto beto
  ian ianto
  ignacio nacho iggy
  ines nes
  ingrid inga
  irene rene
  isaac ike zac
  isabel isa bella chabela izzy belle bel
  isabella bella izzy isa bell
  isabelle belle izzy isa
  jacob jake coby jakob
  jakob jakobus jay köbi
  jacqueline jackie jacqui
  jacques jacky
  jaime jimmy
  james jim jimmy jamie jem jay
  jane janey janie
  janet jan
  janice jan
  jason jay jase
  javier javi
  jean jeannie
  jeanette jean nettie
  jeffrey jeff
  jefferson jeff
  jennifer jen jenny jenn
  jeremy jerry jem
  jeremiah jerry
  jerome jerry
  jessica jess jessie
  jesus chuy chus
  jill jilly
  joachim jo achim jochen
  joana jo
  joao joaozinho janjao
  joanna jo joanie
  joanne jo
  joaquin quino joaco
  joaquim quim
  jochen jo
  johann hans johnny
  johannes hannes hans jo johann
  john johnny jack jon
  jonathan jon jonny nathan johnny jonty
  jordan jordy
  jorge coco jorgito
  jorg georg
  jose pepe joe zé
  josef sepp jupp
  joseph joe joey jos jody
  josefa pepa
  josephine josie jo fina
  joshua josh
  juan juanito juancho
  juana juanita
  judith judy jude
  julia jules julie juli
  julian jules julio juli
  juliana juli ju
  julie jules
  juliet jules
  jurgen jogi
  justin jus
  karen kaz
  karl kalle karli charlie
  karoline karo lina
  katarina kata kati rina kaja
  katharina kathi kati rina käthe trina kathrin
  katherine kate kathy katie kat kit kitty kay kath
  kathleen kathy kath kate katie
  kathryn kathy kate katie kat
  katrin kati trine
  kelly kel
  kenneth ken kenny
  kevin kev
  kimberly kim kimmy
  klaus claus nikolaus
  konrad conny conrad kurt
  konstantin kosta stan tino
  kristen kris
  kristin kris
  kristina kris tina
  kristine kris stine
  kristopher kris
  kurt curt
  laura lauri
  laurence larry laurie
  lauren laurie
  laurent lolo
  lawrence larry laurie lars
  leandro leo
  leonard leo len lenny
  leonardo leo nardo
  leonhard leo
  leopold leo poldi
  leonie leo
  leroy roy
  leslie les
  lester les
  letitia tish
  leticia leti
  lieselotte lilo liesl lotte
  lillian lily lil
  linda lindy
  lorenzo renzo enzo
  lorena lore
  louis lou louie
  louise lou lulu
  lourdes lulu
  lucas luke luc
  lucia lucy luci
  lucille lucy
  lucinda lucy cindy
  ludwig lutz luggi
  luis lucho luisito
  luisa lu
  luiz lula
  lukas luki luke
  lydia lyddie
  lynne lyn
  mackenzie mac
  madeleine maddie maddy mado
  madeline maddie maddy
  magdalena lena magda leni
  malcolm mal
  manfred manni fred
  manuel manu manolo manny lolo
  manuela manu ela
  marcel marc
  marcela marce
  marcelo marce celo
  marco marc
  marcos marc
  marcus marc mark
  margaret maggie meg peggy marge margie greta daisy rita madge
  margarete grete gretel marga gretchen
  margarita marga rita margie
  margarida guida
  margherita rita
  marguerite margot rita
  maria mari mia ria mariquita
  mariana mari
  marianne mari
  maricarmen mamen
  marie mary mimi
  marilyn mari
  marina mari
  mario mariolino
  marjorie marge margie
  mark marky
  markus mark max
  marlene lene marly
  martha marty patty
  martin marty tino
  martina tina marti
  marvin marv
  mary molly polly mamie
  mateo teo
  mateus teo
  mathias matt
  matthew matt matty mat
  matthias matt hias matze
  mathieu mat
  matteo teo
  maureen mo
  maurice mo
  mauricio mau
  maurizio mau
  maxime max
  maximilian max maxi
  maximiliano max maxi
  maxwell max
  melanie mel
  melissa mel missy lissa
  melinda mel mindy
  melvin mel
  mercedes merche
  michael mike mick mickey mikey mitch micha michi
  michaela michi ela
  michel mich
  michelle shelly mich
  miguel migue mikel
  mikhail misha
  mildred millie
  minerva minnie
  miranda mandy
  miriam mimi miri
  mitchell mitch
  mohammad mo moe
  mohamed mo
  mohammed mo
  monica moni
  monika moni
  montserrat montse
  morgan mo
  moritz mo
  mortimer mort
  nadine nadi
  nancy nan
  natalia nata nat talia
  natalie nat nattie
  natasha tasha nat
  nathan nate nat
  nathaniel nate nathan nat
  nelson nels
  nicholas nick nicky nico klaus
  nicola nicky nico
  nicolas nico nick
  nicole nicky nic nikki nico
  niklas nik
  nikolaus klaus nik niko nick
  nikolas niko
  noemi mimi
  norbert nobby bert
  norman norm
  oliver ollie olly oli
  olivia liv livvy livia ollie
  olivier oli
  oswald ozzie
  otto otti
  pablo pablito
  pamela pam
  paola pao
  paolo paolino
  patricia pat patty tricia trish pati patri
  patricio pato
  patrick pat paddy rick
  patrizia pat
  paul paulie
  paula pauli
  paulina pauli lina
  paulo paulinho
  pedro pedrito perico
  penelope penny
  percival percy
  peter pete petey
  petra peti
  phillip phil pip
  philip phil pip
  philipp phil lipp
  philippe phil fifi
  philippa pippa pip
  phyllis phyl
  pierre pierrot
  pilar pili
  priscilla cilla prissy
  rachel rach rae
  rafael rafa
  raffaele lele raffa
  raimund rai
  ralph ralphie
  ramon moncho
  raphael raph rafe
  raquel raque
  raymond ray
  raul rulo
  rebecca becky becca bec
  rebekka bekki
  regina gina reggie
  reginald reg reggie rex
  reinhard reini hardy
  reinhold reini
  renate reni nate
  renato rena
  ricarda rici
  ricardo ricky rick cardo richi
  riccardo ricky rick
  richard rich rick dick richie ricky
  rita riri
  robert bob rob bobby robbie bert robin
  roberta bobbie robbie
  roberto beto rob tito robi
  roberta berta
  roderick rod rick
  rodney rod
  rodolfo rodo fito rolfo
  rodrigo rodri digo
  roger rog
  roland rolly rollo
  ronald ron ronnie
  rosa rosita
  rosalind ros roz
  rosamund ros
  rosario charo
  rosemarie rosi
  rosemary rose rosie
  roxanne roxy
  rudolf rudi rolf
  rudolph rudy
  rupert rup
  russell russ rusty
  ruth ruthie
  sabine bine
  sabrina bri
  salvador salva
  salvatore salvo totò
  samantha sam sammy
  samson sam
  samuel sam sammy
  sandra sandy
  santiago santi chago tiago
  sarah sally sadie
  sara sari
  savannah vanna
  scott scotty
  sean seanie
  sebastian seb bastian basti sebas bas
  sebastiao tiao
  sebastien seb
  sergio sergi checho
  shannon shan
  sharon shaz
  shirley shirl
  sidney sid
  siegfried sigi siggi
  sigrid sigi
  silvia silvi
  simon si
  simone simi
  sofia sofi sophie
  solomon sol
  sonia sunny
  sophia sophie soph
  sophie soph
  spencer spence
  stanislaw stan staszek
  stanley stan
  stefan steff stef
  stefanie steffi stef
  stefano stef
  stella stel
  stephan steff steph
  stephane steph
  stephanie steph stephie
  stephen steve stevie steph
  steven steve stevie
  stewart stu
  stuart stu
  susan sue susie suzy suzie
  susana susi
  susanna sue susie susi
  susanne susi sanne
  suzanne sue suzy
  sylvester sly
  sylvia sylvie syl
  tabitha tabby
  tamara tammy tam
  tanya tan
  teresa tere terry tess tessa
  terence terry
  terrance terry
  thaddeus thad tad
  theodor theo
  theodora thea dora theo
  theodore ted theo teddy
  theresa terry tess tessa tracy resi
  therese resi
  thomas tom tommy thom
  tiago ti
  tiffany tiff
  timothy tim timmy
  tobias tobi toby
  tomas tommy tomi
  travis trav
  tristan tris
  ulrich uli ully
  ulrike uli ulli rike
  ursula uschi ursel ulla
  valentina vale tina
  valentin vale
  valeria vale
  valerie val
  vanessa nessa ness
  vera veri
  verena vreni vera
  veronica vero ronnie
  veronika vroni vera
  vicente chente vicen
  victor vic
  victoria vicky tori vic
  viktor vik
  viktoria vicky
  vincent vince vin vinny
  vincenzo enzo vince
  vinicius vini
  violet vi
  virginia ginny ginger vicky
  vivian viv
  vivienne viv
  vladimir vlad vova
  waldemar waldi
  wallace wally
  walter walt wally
  warren war
  wendy wen
  werner wern
  wesley wes
  wilfred wilf fred
  wilhelm willi will helm
  wilhelmina mina willa
  willem wim
  william will bill billy liam willie bille
  wilson wil
  winifred winnie freddie
  winston win
  wolfgang wolf wolfi
  xavier xavi
  yolanda yoli
  yvonne vonnie
  zachary zach zack zak
  zoe zo`;
