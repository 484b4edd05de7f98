"""First names that are no other word, so that they are known in small letters, too."""

from __future__ import annotations

#: Common ones of many countries. Names that are also words ("will", "grace", "may", "mark"),
#: places ("georgia"), months ("jan") or treatments are left out: what a question needs must stay.
FIRST_NAMES = frozenset(
    """
    aaron abby abdul abdullah abigail adam adele adrian adriana ahmad ahmed aidan aisha alan
    albert alejandro alex alexa alexander alexandra alexis alfred ali alice alicia alison amanda
    amelia amina amir amit amy ana anastasia andrea andreas andrei andrew andy angela angie anil
    anita anjali ann anna anne annie anthony anton antonio arjun arthur arun asha ashley aubrey
    audrey ava barbara barry beatrice ben benjamin bernard bernice beth bethany betty beverley bob
    bobby brad bradley brandon brenda brendan brian bridget britney bruce bryan caitlin caleb
    calvin cameron camila camille carla carlos carmen caroline carolyn carrie catherine cathy
    cecilia charles charlie charlotte chelsea cheryl chloe chris christina christine christopher
    cindy claire clara claudia clive cody colin connie connor craig cristina curtis cynthia damian
    dan dana daniel daniela danielle danny daphne darren dave david debbie deborah deepa deepak
    denise dennis derek diana diane diego dimitri dmitri dominic donald donna doris dorothy doug
    douglas duncan dylan eddie edith edward edwin eileen elaine eleanor elena eli elijah elizabeth
    ella ellen ellie emily emma eric erica erik erin ernest esther ethan eugene eva evan evelyn
    fatima felicia felix fernando fiona frances francesca francis francisco fred freddie gabriel
    gabriela gareth gary gavin gemma geoff george gerald gerard gillian gina giovanni gladys glen
    glenn gloria gordon graham greg gregory greta gustavo hannah hans harold harriet harry harvey
    hassan hector helen helena henry herbert howard hugo hussein ian ibrahim igor imran irene
    isaac isabel isabella ivan jackie jackson jacob jacqueline jake james jamie jane janet
    janice jared jason javier jeff jeffrey jennifer jenny jeremy jerome jerry jesse jessica jill
    jim jimmy joan joanna joanne jodie joe joel johan johanna john johnny jon jonathan jorge jose
    joseph josh joshua joyce juan juanita judith judy julia julian julie juliet justin kaitlyn
    karen karim karl kate katherine kathleen kathryn kathy katie kavita kayla keith kelly ken
    kenneth kerry kevin khalid kieran kim kimberly kirsten kristen kristina kumar kurt kyle
    lakshmi lara larry laura lauren laurence lawrence leah lee lena leo leon leonard leslie lewis
    liam linda lindsay lisa lloyd lois lorenzo lorraine louis louise luca lucas lucia lucy luis
    luke lydia lynn maddie maggie mahmoud malcolm mandy manuel marc marcel marco marcus margaret
    maria mariam mariana marie mario marion marjorie marlene martha martin marvin mary maryam
    mathew matilda matt matthew maureen maurice megan meghan mehmet melanie melissa meredith mia
    michael michelle miguel mike mikhail milena mitchell mohamed mohammad mohammed moira molly
    monica morgan moses muhammad murray myra nadia nancy naomi natalia natalie natasha nathan
    nathaniel neha neil nelson nicholas nicola nicole nigel nikhil nina noah nora norman nuria
    olga oliver olivia omar oscar osman owen pablo pamela patricia patrick paul paula pauline
    pedro peggy peter phil philip phillip phoebe phyllis pierre pooja priya priyanka quentin
    rachel rafael rahul raj rajesh ralph ramon raquel rashid raymond rebecca reggie rekha renee
    ricardo richard rita robert roberta roberto rodney rodrigo roger roland ronald ronnie rory
    rosemarie ross roxanne roy ruben rupert russell ruth ryan sabrina sachin salma sam samantha
    samir samuel sandra sanjay santiago sara sarah saskia scott sean sebastian sergei sergio seth
    shane shannon sharon shaun shawn sheila shirley simon simone siobhan sofia sonia sonya sophia
    sophie spencer stacey stacy stanley stefan stella stephanie stephen steve steven stewart
    stuart sunil suresh susan susanna suzanne svetlana sylvia tamara tania tanya tara tariq ted
    terence teresa terry theo theodore theresa thomas tiffany tim timothy tina todd tom tommy tony
    tracey tracy trevor tristan tyler valentina valerie vanessa vera vernon veronica vicky victor
    victoria vijay vikram vincent vivian vladimir wanda warren wayne wendy wesley wilfred william
    winston xavier yasmin yolanda youssef yusuf yvette yvonne zachary zainab zara zoe
    """.split()
)
