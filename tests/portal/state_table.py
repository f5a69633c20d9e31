"""The security table once more, by the state of what an address is about: who reads it, who acts.

A line says who may open the page or take the step, who is refused because they may see it and no
more (403), when, and what becomes of it else. Everybody who is named in neither column gets 404,
and who is not logged in is sent to the login. The words for groups of roles and the rows are those
of `state_world.py`; "readers" are those who may read the row at all, as widely as its partner
allows, and "inside" those who take part or see what these have shown. It is written from the rules
of who may see and do what and the transition tables, not from what the pages answer.

When: "always", "never", or states joined by "+"; `>state` is where a POST leads from there, and
what stands after a comma counts more. Else: "back" is a redirect that changes nothing, "done" one
that changes something and no state, a number a status; `shown:403,404` is 403 in the states that
everybody is shown, and 404 in the others.
"""

PROPOSALS = """
url                     method may           refused        when                      else
proposal_detail         GET  readers         -              always                    -
proposal_done           GET  authors         -              always                    -
proposal_calendar       GET  authors+office  -              always                    -
proposal_file           GET  authors+office  -              always                    -
proposal_print          GET  authors+office  -              always                    -
proposal_version        GET  authors+office  -              always                    -
proposal_messages       GET  authors+office  -              always                    -
message_file            GET  authors+office  -              always                    -
proposal_messages       POST writers+editors authors+office not_withdrawn             200
proposal_openings       GET  writers+city_manager authors+office always               -
proposal_revise         GET  leaders         lead           submitted+withdrawn       back
proposal_revise         POST leaders         lead           submitted+withdrawn       back
proposal_revise_confirm GET  leaders         lead           submitted+withdrawn       back
proposal_revise_confirm POST leaders         lead           submitted+withdrawn>submitted back
proposal_withdraw       POST leaders         lead           undecided>withdrawn       back
project_start           POST writers+editors authors+office accepted                  back
proposal_screen         POST editors         office         submitted>screening       back
proposal_accept         GET  editors         office         undecided                 409
proposal_accept         POST editors         office         undecided>accepted        409
proposal_decline        GET  editors         office         undecided                 409
proposal_decline        POST editors         office         undecided>declined        409
proposal_interview      GET  editors         office         undecided                 back
proposal_interview      POST editors         office         undecided>interview       back
proposal_score          GET  city_viewer     office         undecided                 back
proposal_score          POST city_viewer     office         undecided                 back
conflict_lift           POST city_manager    office         undecided                 back
proposal_notes          GET  office          -              always                    -
proposal_notes          POST editors         office         always                    -
task_assign:proposal    GET  editors         office         always                    -
task_assign:proposal    POST editors         office         always                    -
"""

# The states are what the further partner has answered; "sent" and "decided" are confirmed.
JOINT = """
url                     method may           refused        when                      else
proposal_draft          GET  readers         -              open_draft                404
proposal_draft_both     GET  leaders         lead+co&readers never                    back
proposal_partners       GET  leaders         lead+co&readers open_draft               404
proposal_partners       POST leaders         lead+co&readers open_draft               404
joint_answer            GET  co              -              always                    -
joint_answer            POST co_editor       co             asked>confirmed           back
joint_leave             POST co_editor       co             confirmed+sent>left       back
joint_take_out          POST leaders         lead           asked+confirmed>taken_out back
"""

CHALLENGES = """
url                     method may           refused        when                      else
challenge_detail        GET  readers         -              always                    -
challenge_follow        POST signed_in       -              shown                     404
question_ask            GET  signed_in       -              shown                     404
question_ask            POST signed_in       -              open                      shown:200,404
proposal_create         GET  proposers       readers        open                      shown:403,404
proposal_create         POST proposers       readers        open                      shown:403,404
proposal_confirm        GET  proposers       readers        open                      shown:403,404
proposal_confirm        POST proposers       readers        open                      shown:403,404
challenge_suggestions   GET  registered&readers+office -    always                    404
challenge_comparison    GET  registered+office -            open                      404
challenge_feedback      GET  editors         registered+office open                   404
challenge_feedback      POST editors         registered+office open                   404
challenge_desk          GET  office          -              always                    -
challenge_edit          GET  editors         office         unfinished                back
challenge_edit          POST editors         office         unfinished                back
challenge_edit_confirm  GET  editors         office         unfinished                back
challenge_edit_confirm  POST editors         office         unfinished,scheduled>draft back
challenge_edit_preview  GET  editors         office         unfinished                back
challenge_ask_review    POST editors         office         draft>in_review           back
challenge_take_back     POST editors         office         in_review+scheduled>draft back
challenge_return        GET  city_manager    office         in_review                 back
challenge_return        POST city_manager    office         in_review>draft           back
challenge_open          POST city_manager    office         in_review>open            back
challenge_close         GET  city_manager    office         open                      back
challenge_close         POST city_manager    office         open>closed               back
challenge_reopen        POST editors         office         closed>open               back
challenge_extend        GET  editors         office         open+closed               back
challenge_extend        POST editors         office         open+closed>open          back
challenge_select        POST editors         office         closed>selecting          back
challenge_decide        GET  city_manager    office         selecting                 back
challenge_decide        POST city_manager    office         selecting>decided         back
challenge_start         POST editors         office         decided>under_way         back
challenge_complete      GET  editors         office         decided+under_way         back
challenge_complete      POST editors         office         decided+under_way>completed back
challenge_retell:result GET  city_manager    office         told                      back
challenge_retell:result POST city_manager    office         told                      back
challenge_cancel        GET  editors         office         unfinished                back
challenge_cancel        POST editors         office         unfinished>cancelled      back
challenge_copy          POST editors         office         always                    -
challenge_invite        POST editors         office         open                      back
challenge_notes         GET  office          -              always                    -
challenge_notes         POST editors         office         always                    -
criteria_edit           GET  editors         office         always                    -
criteria_edit           POST editors         office         unfinished                200
reviewers_edit          GET  editors         office         always                    -
reviewers_edit          POST editors         office         unfinished                back
screening_board         GET  office          -              always                    -
screening_print         GET  office          -              always                    -
screening_export        POST editors         office         always                    -
screening_close         POST city_manager    office         not_open                  back
task_assign:challenge   GET  editors         office         always                    -
task_assign:challenge   POST editors         office         always                    -
task_assign:question    GET  editors         office         always                    -
task_assign:question    POST editors         office         always                    -
question_answer         GET  editors         office         always                    -
question_answer         POST editors         office         always                    -
"""

# The leading partner calls. Pages of the desk for challenges open no call: they have no line here.
CALLS = """
url                     method may           refused        when                      else
challenge_detail        GET  readers         -              always                    -
challenge_follow        POST signed_in       -              shown                     404
question_ask            GET  signed_in       -              shown                     404
question_ask            POST signed_in       -              never                     shown:200,404
proposal_create         GET  -               readers        never                     -
proposal_create         POST -               readers        never                     -
proposal_confirm        GET  -               readers        never                     -
proposal_confirm        POST -               readers        never                     -
challenge_suggestions   GET  registered&readers+office&readers - always         404
challenge_comparison    GET  -               -              never                     -
challenge_feedback      GET  -               -              never                     -
challenge_feedback      POST -               -              never                     -
call_workplace          GET  lead            -              always                    -
call_edit               GET  leaders         lead           draft                     back
call_edit               POST leaders         lead           draft                     back
call_edit_confirm       GET  leaders         lead           draft                     back
call_edit_confirm       POST leaders         lead           draft                     back
call_step:ask_review    POST leaders         lead           draft>in_review           back
call_step:take_back     POST leaders         lead           in_review+scheduled>draft back
call_step:reopen        POST leaders         lead           closed>open               back
call_step:select        POST leaders         lead           closed>selecting          back
call_step:start         POST leaders         lead           decided>under_way         back
call_step:publish       POST -               -              never                     -
call_tell:close         GET  leaders         lead           open                      back
call_tell:close         POST leaders         lead           open>closed               back
call_tell:extend        GET  leaders         lead           open+closed               back
call_tell:extend        POST leaders         lead           open+closed>open          back
call_tell:decide        GET  leaders         lead           selecting                 back
call_tell:decide        POST leaders         lead           selecting>decided         back
call_tell:complete      GET  leaders         lead           decided+under_way         back
call_tell:complete      POST leaders         lead           decided+under_way>completed back
call_tell:cancel        GET  leaders         lead           unfinished                back
call_tell:cancel        POST leaders         lead           unfinished>cancelled      back
call_check              GET  office+operator -              seen                      404
call_publish            POST checkers         office         in_review>open            seen:back,404
call_return             POST checkers         office         in_review>draft           seen:back,404
offer_create            GET  offering        staff&readers  open                      shown:403,404
offer_create            POST offering        staff&readers  open                      shown:403,404
offer_confirm           GET  offering        staff&readers  open                      shown:403,404
offer_confirm           POST offering        staff&readers  open                      shown:403,404
"""

# The other city offers; the states are those of the offer, and of its call while it waits.
OFFERS = """
url                     method may           refused        when                      else
offer_detail            GET  lead+far_office -              always                    -
offer_done              GET  far_office      -              always                    -
offer_reply             GET  leaders         lead           always                    -
offer_reply             POST leaders         lead           closed+selecting>accepted 200
offer_withdraw          POST far_editors     far_office     open+closed+selecting+off>withdrawn back
"""

PROJECTS = """
url                     method may           refused        when                      else
project_detail          GET  readers         -              always                    -
project_feed            GET  everybody       -              public                    404
project_edit            GET  writers+editors readers        always                    -
project_edit            POST writers+editors readers        always                    -
project_ask             GET  writers+editors readers        under_way                 back
project_ask             POST writers+editors readers        under_way                 back
project_recall          POST writers+editors readers        always                    -
project_answer          POST asked_owner     readers        under_way                 back
project_leave           POST writers         readers        under_way                 back
project_complete        GET  writers+editors readers        always                    -
project_complete        POST writers+editors readers        under_way>completed       done
project_end             GET  writers+editors readers        under_way                 back
project_end             POST writers+editors readers        under_way>ended           back
project_resume          POST writers+editors readers        ended>under_way           back
post_create             GET  writers+editors readers        under_way+completed       back
post_create             POST writers+editors readers        under_way+completed       back
post_edit               GET  leaders         inside         always                    -
post_edit               POST leaders         inside         always                    -
post_picture            GET  inside          -              always                    -
milestone_add           GET  writers+editors readers        under_way                 back
milestone_add           POST writers+editors readers        under_way                 back
milestone_change        GET  writers+editors inside         under_way                 back
milestone_change        POST writers+editors inside         under_way                 back
milestone_mark          POST writers+editors inside         under_way                 back
supporters_call         GET  writers+editors readers        under_way                 back
supporters_call         POST writers+editors readers        never           under_way:200,back
supporters_call_close   POST writers+editors readers        sought                    back
supporter_add           GET  proposers&readers readers      under_way                 back
supporter_withdraw      POST proposers&readers readers      never                     back
"""

# Two partners are parties, and so is the other city; the first city has it on its desk.
AGREEMENTS = """
url                     method may           refused        when                      else
agreement_detail        GET  readers         -              always                    -
agreement_summary       GET  readers         -              always                    -
agreement_file          GET  readers         -              always                    -
agreement_edit          GET  editors         readers        draft+in_force            back
agreement_items         GET  editors         readers        draft+in_force            back
agreement_files         GET  editors         readers        always                    -
agreement_file_change   POST editors         readers        always                    -
agreement_sign          GET  editors         readers        draft                     back
agreement_sign          POST editors         readers        draft>in_force            back
agreement_end           POST editors         readers        in_force>ended            back
item_tell               GET  tellers         readers        in_force                  back
item_tell               POST tellers         readers        in_force                  back
item_mark               POST editors         readers        in_force                  back
"""

TABLES = {
    "proposal": PROPOSALS,
    "joint": JOINT,
    "challenge": CHALLENGES,
    "call": CALLS,
    "offer": OFFERS,
    "project": PROJECTS,
    "agreement": AGREEMENTS,
}
"""Kind of subject → its lines."""

WHEN = {
    "undecided": "submitted screening interview",
    "not_withdrawn": "submitted screening interview accepted declined",
    "open_draft": "asked confirmed declined left taken_out",
    "shown": "open closed selecting decided under_way completed cancelled",
    "unfinished": "draft in_review scheduled open closed selecting decided under_way",
    "seen": (  # of a call: it was handed in to its city
        "in_review scheduled open closed selecting decided under_way completed cancelled"
    ),
    "told": "decided under_way completed",
    "not_open": (
        "draft in_review scheduled closed selecting decided under_way completed cancelled"
        " called_off"
    ),
}
"""Words for several states."""

NOBODYS = {
    "free_create": "of a municipality, which either takes free proposals or does not",
    "free_confirm": "the same",
    "invitation_stop": "of a person, who stops all invitations by mail",
    "followed_calendar": "of a person; what it shows is asked below",
    "agreement_text": "the summary's twin, made by the same lines",
    "agreement_discard": "of a draft, whose row goes with it: asked by the steps' own test",
}
"""Addresses of the kinds' apps that are about no row with a state, and why not."""
